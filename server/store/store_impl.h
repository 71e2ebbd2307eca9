#pragma once

#include <SQLiteCpp/Database.h>

#include <memory>
#include <mutex>

#include "store/initial_state.h"
#include "store/store.h"
#include "store/tables.h"

namespace fake_ice::store {

/// What store*.cpp share: the one connection, and the lock that every member takes.
class Store::Impl {
 public:
  explicit Impl(std::unique_ptr<SQLite::Database> opened)
      : database(std::move(opened)), tables(*database), initial(*database) {}

  std::mutex mutex;
  std::unique_ptr<SQLite::Database> database;
  Tables tables;
  InitialState initial;
};

}  // namespace fake_ice::store
