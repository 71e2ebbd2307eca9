#pragma once

#include <string>

#include "base/clock.h"
#include "base/http_message.h"
#include "base/ids.h"
#include "gateway/envelope.h"
#include "gateway/pipeline.h"

namespace fake_ice::gateway {

/// What became of one request, for the log. No secret and no signature is in it.
struct CallRecord {
  std::string request_id;
  std::string access_key_id;  ///< as claimed; empty when the request names none
  std::string action;         ///< as claimed
  std::string code;           ///< of the error; empty on success
  std::string fault;          ///< what went wrong inside fake-ice, if anything
};

struct GatewayAnswer {
  base::HttpResponse response;
  CallRecord record;
};

/// The emulated API gateway: a request in, the answer that the real one would give out.
/// Thread-safe.
class Gateway {
 public:
  /// `store`, `clock` and `ids` must outlive the gateway.
  Gateway(store::Store& store, const base::Clock& clock, base::IdSource& ids,
          PipelineOptions options);

  /// Answers a request. Never throws: a fault inside becomes InternalError.
  GatewayAnswer Handle(base::HttpRequest request);

  /// Answers a request that could not be read whole: `id` says why, `detail` fills its message.
  /// `request` holds what was read of it.
  GatewayAnswer Refuse(base::HttpRequest request, ErrorId id, std::string_view detail);

 private:
  [[nodiscard]] AnswerContext ContextFor(const ApiRequest& request) const;

  base::IdSource& ids_;
  Pipeline pipeline_;
};

}  // namespace fake_ice::gateway
