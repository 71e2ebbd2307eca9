#pragma once

#include <iosfwd>

#include "auth/signer.h"
#include "base/http_message.h"

/// What `call --verbose` tells of a call. Secrets are masked as in the journal; what else a client
/// or a server chose is shown escaped, so that no terminal obeys it.
namespace fake_ice::cli {

/// What was signed, and the request that carries it: lines that begin with `*` and `>`.
void ReportRequest(std::ostream& out, const auth::SignedCall& call);

/// Status and headers of the answer: lines that begin with `<`.
void ReportAnswer(std::ostream& out, const base::HttpResponse& answer);

}  // namespace fake_ice::cli
