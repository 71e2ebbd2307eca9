#pragma once

#include <chrono>

#include "base/clock.h"
#include "base/http_message.h"
#include "control/journal.h"
#include "control/metrics.h"
#include "control/poll_history.h"
#include "gateway/call_record.h"
#include "gateway/gateway.h"
#include "store/store.h"

namespace fake_ice {

/// What happens to every answer before it is sent, in one place: it gets its Date and a line in the
/// log; one of the emulated API is also counted in the metrics, noted as polls of the jobs it reads
/// and kept in the journal, all of it before the body is packed for a client that takes gzip. Log
/// lines go to the spdlog default logger. Thread-safe.
class Answers {
 public:
  /// When a request came, on the wall clock and on one that is never set.
  struct Arrival {
    base::Moment time;
    std::chrono::nanoseconds elapsed;
  };

  /// `store` and `clock` must outlive this.
  Answers(store::Store& store, const base::Clock& clock);

  /// To be asked before a request is handled whose answer goes through OfGateway.
  [[nodiscard]] Arrival Arrive() const;

  // Each returns the answer as it is to be sent.

  /// An answer of the emulated API.
  base::HttpResponse OfGateway(gateway::GatewayAnswer answer, const Arrival& arrival);
  /// An answer of the control API; only what changes something is logged as more than a detail.
  base::HttpResponse OfControl(const base::HttpRequest& request, base::HttpResponse response) const;
  /// A download.
  base::HttpResponse OfMedia(const base::HttpRequest& request, base::HttpResponse response) const;
  /// An answer that nobody needs to know of later.
  [[nodiscard]] base::HttpResponse Unnoted(base::HttpResponse response) const;

  // What is known of past answers, for the control API to show.
  control::Journal& Journal() { return journal_; }
  control::PollHistory& Polls() { return polls_; }
  control::Metrics& Metrics() { return metrics_; }

 private:
  void NotePolls(const gateway::CallRecord& record, base::Moment came);
  void AddDate(base::HttpResponse& response) const;

  store::Store& store_;
  const base::Clock& clock_;
  control::Journal journal_;
  control::PollHistory polls_;
  control::Metrics metrics_{FAKE_ICE_VERSION};
};

}  // namespace fake_ice
