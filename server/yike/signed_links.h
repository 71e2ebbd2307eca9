#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "yike/output_links.h"

/// Links that are good for a time: with the query that OSS asks for in a signed URL of version 1.
/// Source: help.aliyun.com, OSS "Include a V1 signature in the URL"; the keys are made up from the
/// account's id (assumption: signed-output-urls).
namespace fake_ice::yike {

/// The AccessKeyId with which links to outputs of an account are signed.
std::string LinkAccessKeyId(std::string_view account_id);

/// The signature of a request for `path`, base64. `expires` is in seconds since 1970, as a text.
std::string LinkSignature(std::string_view account_id, std::string_view method,
                          std::string_view path, std::string_view expires);

/// `?Expires=…&OSSAccessKeyId=…&Signature=…` for GET of the output at `place` up to `expires`,
/// rounded up to a whole second.
std::string SignedQuery(const OutputPlace& place, base::Moment expires);

}  // namespace fake_ice::yike
