#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/http_message.h"
#include "base/ids.h"
#include "control/caller_rule.h"
#include "control/control_request.h"
#include "control/journal.h"
#include "control/metrics.h"
#include "control/origin_rule.h"
#include "control/poll_history.h"
#include "store/store.h"

namespace fake_ice::control {

/// Where the control API lives; everything else is the emulated API.
inline constexpr std::string_view kControlPrefix = "/_fake-ice/";

/// Whether a request is one of the control API, or of its path without the slash at the end.
bool IsControlRequest(const base::HttpRequest& request);

/// Whether a request of the control API changes anything when it succeeds.
bool IsChange(const base::HttpRequest& request);

/// How large the body may be of a request of which the head has come: where it brings a fixture,
/// as large as one in a file, else `usual` bytes.
std::size_t MaxBodyBytes(const base::HttpRequest& head, std::size_t usual);

/// Whether the answer may take so long that others must not wait for it: it reads or writes whole
/// accounts.
bool MayTakeLong(const base::HttpRequest& request);

/// What the control API works on. The references must outlive it.
struct ControlServices {
  store::Store& store;
  Journal& journal;
  PollHistory& polls;
  Metrics& metrics;
  const base::Clock& clock;
  base::IdSource& ids;
  /// Forgets what the gateway keeps in memory of one account, or of all when the text is empty.
  std::function<void(std::string_view account_id)> reset_gateway;
  OriginRule origin_rule;
  CallerRule caller_rule;
  std::string version;
  std::string ca_certificate{};  ///< in PEM; empty when no client needs it
};

/// The control API: what a test asks of fake-ice itself. JSON, no signature. Thread-safe.
class Control {
 public:
  explicit Control(ControlServices services);

  /// Answers a request whose path starts with kControlPrefix.
  [[nodiscard]] base::HttpResponse Handle(const base::HttpRequest& request);

  /// What health tells of fixtures that were read anew and are not used; empty: nothing.
  void TellMistakeInFixtures(std::string mistake);

 private:
  using Response = base::HttpResponse;
  struct Route;
  static const std::vector<Route>& Routes();

  /// The refusal of a caller that may not use this API at all.
  [[nodiscard]] std::optional<Response> Refuse(const base::HttpRequest& request) const;
  Response Dispatch(const ControlRequest& request);
  static std::string NearestPath(const std::vector<std::string>& path);
  Response Answer(const Route& route, const ControlRequest& request);

  /// Ends the job of the path in `status`, now.
  Response EndJob(const ControlRequest& request, store::JobStatus status);
  /// Changes the job of the path in one step and answers it as it is then (see Store::ChangeJob).
  Response ChangeJob(const ControlRequest& request,
                     const std::vector<store::ContentRecord>& contents,
                     const std::function<bool(store::JobRecord&, base::Moment)>& change);

  Response Index(const ControlRequest& request);
  Response Health(const ControlRequest& request);
  Response OpenApi(const ControlRequest& request);
  Response FixtureSchema(const ControlRequest& request);
  Response CaCertificate(const ControlRequest& request);
  Response ReadMetrics(const ControlRequest& request);
  Response ReadFixtures(const ControlRequest& request);
  Response AddFixtures(const ControlRequest& request);
  Response Reset(const ControlRequest& request);
  Response ListAccounts(const ControlRequest& request);
  Response CreateAccount(const ControlRequest& request);
  Response DeleteAccount(const ControlRequest& request);
  Response ListJobs(const ControlRequest& request);
  Response ReadJob(const ControlRequest& request);
  Response PutJob(const ControlRequest& request);
  Response PatchJob(const ControlRequest& request);
  Response DeleteJob(const ControlRequest& request);
  Response FinishJob(const ControlRequest& request);
  Response FailJob(const ControlRequest& request);
  Response VerifyPolls(const ControlRequest& request);
  Response ReadFaults(const ControlRequest& request);
  Response AddFaults(const ControlRequest& request);
  Response DeleteFaults(const ControlRequest& request);
  Response ReadClock(const ControlRequest& request);
  Response ChangeClock(const ControlRequest& request);
  /// With a delay when it is to be asked again after that; others answer at once.
  Response ReadJournal(const ControlRequest& request);
  Response ReadJournalEntry(const ControlRequest& request);
  Response ClearJournal(const ControlRequest& request);

  ControlServices services_;
  std::mutex mistake_mutex_;
  std::string mistake_in_fixtures_;
};

}  // namespace fake_ice::control
