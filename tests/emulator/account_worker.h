#pragma once

#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "emulator/account_model.h"
#include "emulator/running_emulator.h"
#include "support/api_client.h"

namespace fake_ice::test {

/// The newest job of every worker, for the others to ask for in vain.
class Board {
 public:
  void Post(int worker, const std::string& job_id);
  /// Of a worker other than `reader`; "" while there is none.
  std::string AnyForeign(int reader, std::mt19937& random);

 private:
  std::mutex mutex_;
  std::map<int, std::string> newest_;
};

/// Somebody with an account of his own who holds every answer against a model of the account. The
/// first answer that differs ends his work with an exception that names the step.
class AccountWorker {
 public:
  AccountWorker(int number, RunningEmulator& emulator, Board& board);

  /// So many times so many jobs, with a reset of the account between the times.
  void Work(int phases, int jobs_in_phase);

 private:
  struct Call {
    std::string request_id;
    std::string action;
  };

  void CreateAccount();
  /// Sets up clock and model of the account that was created or reset.
  void StartAgain();

  void DoAnything();
  void Submit();
  void ReadJob();
  void ReadBatch();
  void ReadThroughControl();
  void ReadForeign();
  void AdvanceClock();
  void CheckJobsAndClock();
  void CheckJournal();
  void ResetAccount();

  /// A signed call, which must be in the journal afterwards.
  Answer Ask(const std::string& action, const base::Parameters& parameters);
  /// A request of the control API, which must have that status.
  nlohmann::json Control(const std::string& method, const std::string& path,
                         const std::string& body = "", int status = 200);
  /// The path of the control API to something of the account's.
  [[nodiscard]] std::string Path(const std::string& below) const;
  AccountModel::Job& AnyJob();
  [[nodiscard]] nlohmann::json FieldsOf(const AccountModel::Job& job,
                                        const std::string& input_name) const;
  static void Expect(const nlohmann::json& got, const nlohmann::json& wanted,
                     const std::string& what);

  const int number_;
  RunningEmulator& emulator_;
  Board& board_;
  std::mt19937 random_;
  ApiClient client_;
  AccountModel model_;
  const bool starts_frozen_;  ///< by its fixture, or else by a request
  std::string account_id_;
  Key key_;
  std::vector<Call> calls_;  ///< since the last reset, oldest first
  int submitted_ = 0;
  std::string step_ = "creation";
};

}  // namespace fake_ice::test
