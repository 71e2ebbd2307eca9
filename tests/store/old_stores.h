#pragma once

#include <string>

/// Stores as earlier versions of fake-ice wrote them.
namespace fake_ice::test {

/// A store of version 1 with a job that was read three times.
void WriteVersion1(const std::string& path);
/// A store of version 2 with what version 3 changes: a session, a fault and bearer tokens.
void WriteVersion2(const std::string& path);
/// A store of version 4 with short and long texts of jobs, a user, an app and a fault.
void WriteVersion4(const std::string& path);
/// A store of version 7 with a fault of the connection.
void WriteVersion7(const std::string& path);

}  // namespace fake_ice::test
