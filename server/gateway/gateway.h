#pragma once

#include <string>

#include "base/clock.h"
#include "base/http_message.h"
#include "base/ids.h"
#include "gateway/call_record.h"
#include "gateway/envelope.h"
#include "gateway/pipeline.h"

namespace fake_ice::gateway {

struct GatewayAnswer {
  base::HttpResponse response;
  CallRecord record;
  base::HttpRequest request;  ///< the one that was answered
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

  /// Forgets nonces and throttling, of one account or of all.
  void Reset() { pipeline_.Reset(); }
  void Reset(std::string_view account_id) { pipeline_.Reset(account_id); }

 private:
  /// Views into both.
  [[nodiscard]] AnswerContext ContextFor(const ApiRequest& request, const CallRecord& record) const;
  /// Takes its arguments apart.
  GatewayAnswer Finish(base::HttpResponse&& response, CallRecord&& record, ApiRequest&& request);

  store::Store& store_;
  base::IdSource& ids_;
  Pipeline pipeline_;
};

}  // namespace fake_ice::gateway
