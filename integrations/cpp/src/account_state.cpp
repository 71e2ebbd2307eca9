#include "account_state.h"

#include <exception>
#include <utility>

#include "base/parameters.h"
#include "base/time_text.h"
#include "journal.h"
#include "warnings.h"
#include "watched_accounts.h"

namespace fake_ice::kit {

AccountState::AccountState(std::shared_ptr<Core> core, const Json& keys, bool made)
    : account_id(keys.at("AccountId")),
      access_key_id(keys.value("AccessKeyId", "")),
      access_key_secret(keys.value("AccessKeySecret", "")),
      core_(std::move(core)),
      made_(made),
      since_(base::FormatJobTime(core_->Now())),
      warnings_(CountWarnings()) {
  WatchedAccounts::All().Enter(*this);
}

AccountState::~AccountState() {
  WatchedAccounts::All().Leave(*this);
  if (!made_) return;
  try {
    core_->Ask("DELETE", "accounts/" + account_id);
  } catch (const std::exception&) {
    // The test may have given it back itself, or memory is short; the server goes on either way.
  }
}

Json AccountState::Ask(const std::string& method, const std::string& part, const Json& body) const {
  return core_->AskJson(method, "accounts/" + account_id + '/' + part, body);
}

std::string AccountState::JobPath(std::string_view job_id) {
  return "jobs/" + base::PercentEncode(job_id);
}

std::string AccountState::Journal() const {
  try {
    return JournalText(*core_, account_id, access_key_id, {since_, warnings_});
  } catch (const std::exception& error) {
    return "the journal of account " + account_id + " cannot be read: " + error.what();
  }
}

}  // namespace fake_ice::kit
