#include "http/parked_connections.h"

#include <optional>
#include <utility>

namespace fake_ice::http {

std::size_t ParkedConnections::CountOneMore() {
  const std::scoped_lock lock(mutex_);
  return ++open_;
}

void ParkedConnections::Park(std::unique_ptr<Connection>& connection) {
  const std::scoped_lock lock(mutex_);
  if (draining_ && !connection->IsInFlight()) return;
  const int descriptor = connection->Descriptor();
  const auto place = parked_.emplace(descriptor, nullptr).first;
  try {
    deadlines_.Add(connection->Deadline(), descriptor);
    // A worker that hears of an event before this ends waits for the lock.
    pool_.Arm(descriptor, connection->Events());
  } catch (...) {
    deadlines_.Remove(connection->Deadline(), descriptor);
    parked_.erase(place);
    throw;
  }
  held_bytes_ += connection->HeldBytes();
  place->second = std::move(connection);
}

void ParkedConnections::Close(std::unique_ptr<Connection> connection) {
  connection.reset();
  const std::scoped_lock lock(mutex_);
  --open_;
  closed_.notify_all();
}

std::unique_ptr<Connection> ParkedConnections::Take(int descriptor) {
  const std::scoped_lock lock(mutex_);
  const auto found = parked_.find(descriptor);
  return found == parked_.end() ? nullptr : Take(found);
}

std::unique_ptr<Connection> ParkedConnections::Take(Owned::iterator parked) {
  std::unique_ptr<Connection> connection = std::move(parked->second);
  deadlines_.Remove(connection->Deadline(), parked->first);
  held_bytes_ -= connection->HeldBytes();
  parked_.erase(parked);
  return connection;
}

std::unique_ptr<Connection> ParkedConnections::TakeOverdue() {
  const std::scoped_lock lock(mutex_);
  const std::optional<int> overdue = deadlines_.TakePassed();
  return overdue ? Take(parked_.find(*overdue)) : nullptr;
}

std::unique_ptr<Connection> ParkedConnections::TakeToShed() {
  const std::scoped_lock lock(mutex_);
  if (held_bytes_ <= limits_.held_bytes) return nullptr;
  auto longest = parked_.end();
  for (auto parked = parked_.begin(); parked != parked_.end(); ++parked) {
    if (parked->second->HeldBytes() == 0) continue;
    if (longest == parked_.end() || parked->second->SilentSince() < longest->second->SilentSince())
      longest = parked;
  }
  return Take(longest);
}

void ParkedConnections::WakeBy(Deadlines::Time time) {
  const std::scoped_lock lock(mutex_);
  deadlines_.WakeBy(time);
}

void ParkedConnections::Drain() {
  std::unique_lock lock(mutex_);
  draining_ = true;
  for (auto next = parked_.begin(); next != parked_.end();) {
    const auto parked = next++;
    if (parked->second->IsInFlight()) continue;
    Take(parked);
    --open_;
  }
  closed_.wait_for(lock, limits_.stop_grace, [&] { return open_ == 0; });
}

void ParkedConnections::CloseAll() {
  const std::scoped_lock lock(mutex_);
  while (!parked_.empty()) {
    Take(parked_.begin());
    --open_;
  }
}

}  // namespace fake_ice::http
