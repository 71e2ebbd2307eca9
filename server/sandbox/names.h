#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "sandbox/descriptor.h"

namespace fake_ice::sandbox {

/// Whether a host's name, in lower case and without a dot at its end, leads to this machine.
using LeadsHere = std::function<bool(std::string_view name)>;

/// The answer of a name server that knows of 127.0.0.1 alone (RFC 1035, 4.1): its address for names
/// that lead here, no data of other types for them, NXDOMAIN for all others. Empty when what came
/// is no query, which gets no answer.
std::string AnswerQuery(std::string_view query, const LeadsHere& leads_here);

/// Answers the queries that come to a socket, in a thread of its own, for as long as it lives.
class NameServer {
 public:
  /// `socket` is bound, of UDP. Throws std::system_error when no thread can be had.
  NameServer(Descriptor socket, LeadsHere leads_here);
  ~NameServer();
  NameServer(const NameServer&) = delete;
  NameServer& operator=(const NameServer&) = delete;

 private:
  void Run() const;

  const Descriptor socket_;
  const LeadsHere leads_here_;
  const Descriptor stop_;
  std::thread thread_;
};

}  // namespace fake_ice::sandbox
