#include "store/store_impl.h"

namespace fake_ice::store {

std::vector<std::string> Store::JobIds(std::string_view account_id, std::size_t limit) {
  return impl_->UseWithPendingPolls([&] { return impl_->tables.names.JobIds(account_id, limit); });
}

std::vector<std::string> Store::AppIds(std::string_view account_id, std::size_t limit) {
  return impl_->UseWithPendingPolls([&] { return impl_->tables.names.AppIds(account_id, limit); });
}

std::optional<std::string> Store::OwnerOfJob(std::string_view job_id) {
  return impl_->UseWithPendingPolls([&] { return impl_->tables.names.OwnerOfJob(job_id); });
}

std::optional<std::string> Store::OwnerOfApp(std::string_view app_id) {
  return impl_->UseWithPendingPolls([&] { return impl_->tables.names.OwnerOfApp(app_id); });
}

}  // namespace fake_ice::store
