// The table of connections by itself, without workers: what each has is decided by calls alone.
#include "http/open_connections.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/connection.h"
#include "http/message_layer.h"
#include "http/test_server.h"
#include "http/worker_pool.h"

using fake_ice::http::Connection;
using fake_ice::http::Limits;
using fake_ice::http::MessageLayer;
using fake_ice::http::OpenConnections;
using fake_ice::http::WorkerPool;
using fake_ice::test::FakeHandler;
using fake_ice::test::kGetX;
using Parking = OpenConnections::Parking;

namespace {

constexpr std::chrono::hours kLongTime{1};
constexpr Limits kLongTimes{.idle_time = kLongTime,
                            .head_time = kLongTime,
                            .silence = kLongTime,
                            .linger_time = kLongTime,
                            .idle_until_given_up = std::chrono::milliseconds{0},
                            .stop_patience = std::chrono::milliseconds{1}};

/// A table, and the clients' ends of what is in it.
class Table {
 public:
  explicit Table(const Limits& limits = kLongTimes)
      : limits_(limits), connections_(pool_, limits_) {}
  ~Table() {
    connections_.CloseAll();
    for (const int client : clients_) close(client);
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  OpenConnections* operator->() { return &connections_; }

  /// A new connection, which the caller has.
  Connection& Connect() {
    std::array<int, 2> ends{};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
    clients_.push_back(ends[0]);
    Connection* added =
        connections_.Add(std::make_unique<Connection>(ends[1], nullptr, messages_, limits_));
    REQUIRE(added != nullptr);
    return *added;
  }
  /// Sends that from the client of the connection that came as `number`.
  void Send(std::size_t number, std::string_view bytes) {
    REQUIRE(send(clients_.at(number), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(bytes.size()));
  }
  void FinishSending(std::size_t number) { shutdown(clients_.at(number), SHUT_WR); }
  /// Whether the server has closed that one.
  bool IsClosed(std::size_t number) {
    std::array<char, 4096> answer{};
    ssize_t count = 1;
    while (count > 0) count = recv(clients_.at(number), answer.data(), answer.size(), 0);
    return count == 0;
  }

 private:
  FakeHandler handler_;
  WorkerPool pool_{[](int, std::uint32_t) {}};
  MessageLayer messages_{handler_, pool_};
  const Limits limits_;
  OpenConnections connections_;
  std::vector<int> clients_;
};

void CheckParks(Table& table, Connection& connection) {
  CHECK(table->Park(connection, /*to_go_on=*/false) == Parking::kParked);
}

}  // namespace

TEST_CASE("a parked connection is had by one at a time") {
  Table table;
  Connection& connection = table.Connect();
  const int descriptor = connection.Descriptor();
  CHECK(table->Count() == 1);
  CheckParks(table, connection);
  CHECK(table->Take(descriptor, false) == &connection);
  CHECK(table->Take(descriptor, false) == nullptr);
  CHECK(table->Park(connection, false) == Parking::kLookAgain);
  CheckParks(table, connection);  // once for however many events
  CHECK(table->Take(descriptor, false) == &connection);
  CHECK(table->Take(descriptor, false) == nullptr);
  CHECK(table->Park(connection, /*to_go_on=*/true) == Parking::kParked);
  CHECK(table->Take(descriptor, false) == &connection);
  CHECK(table->TakeToGoOn() == nullptr);
  table->Close(connection);
  CHECK(table->Count() == 0);
  CHECK(table->Take(descriptor, false) == nullptr);
  CHECK(table->Take(1'000'000'000, false) == nullptr);
  CHECK(table.IsClosed(0));
}

TEST_CASE("those that are to go on do so in turn, each once") {
  Table table;
  std::vector<Connection*> busy;
  for (std::size_t i = 0; i < 3; ++i) busy.push_back(&table.Connect());
  CHECK(table->TakeToGoOn() == nullptr);
  for (Connection* connection : busy) {
    CHECK(table->Park(*connection, /*to_go_on=*/true) == Parking::kParked);
  }
  // An event lets the second go on before; it comes to its end again all the same.
  REQUIRE(table->Take(busy[1]->Descriptor(), false) == busy[1]);
  CHECK(table->Park(*busy[1], /*to_go_on=*/true) == Parking::kParked);
  for (Connection* connection : busy) CHECK(table->TakeToGoOn() == connection);
  CHECK(table->TakeToGoOn() == nullptr);
  CHECK(table->Park(*busy[2], /*to_go_on=*/true) == Parking::kParked);
  CHECK(table->TakeToGoOn() == busy[2]);
  for (Connection* connection : busy) table->Close(*connection);
}

TEST_CASE("the end of a client's input is seen although it came while its request was handled") {
  Table table;
  Connection& connection = table.Connect();
  table.Send(0, kGetX);
  CheckParks(table, connection);
  REQUIRE(table->Take(connection.Descriptor(), /*to_read_on=*/false) == &connection);
  CHECK(table->Take(connection.Descriptor(), /*to_read_on=*/true) == nullptr);
  CHECK(connection.Advance());
  CHECK_FALSE(connection.HasMoreToDo());
  CHECK(table->Park(connection, false) == Parking::kLookAgain);
  table.Send(0, kGetX);
  table.FinishSending(0);
  CHECK(connection.Advance());
  CHECK(connection.HasMoreToDo());  // of what a read that is shorter than asked does not show
  CHECK_FALSE(connection.Advance());
  table->Close(connection);
}

TEST_CASE("room is made by the one that has been without a request for longest") {
  Table table;
  std::vector<Connection*> idle;
  for (std::size_t i = 0; i < 4; ++i) idle.push_back(&table.Connect());
  for (Connection* connection : idle) CheckParks(table, *connection);
  table.Send(0, kGetX);
  REQUIRE(table->Take(idle[0]->Descriptor(), false) == idle[0]);
  CHECK(idle[0]->Advance());
  CheckParks(table, *idle[0]);
  table.Send(1, "GET /half");  // which is not idle
  REQUIRE(table->Take(idle[1]->Descriptor(), false) == idle[1]);
  CHECK(idle[1]->Advance());
  CheckParks(table, *idle[1]);
  CHECK(table->TakeIdle() == idle[2]);
  CHECK(table->MayBeGivenUp(*idle[2]));
  CHECK_FALSE(table->MayBeGivenUp(*idle[1]));
  CHECK(table->TakeIdle() == idle[3]);
  CHECK(table->TakeIdle() == idle[0]);
  CHECK(table->TakeIdle() == nullptr);
  for (const std::size_t taken : {0, 2, 3}) table->Close(*idle[taken]);
}

TEST_CASE("one that has not been idle for long enough makes no room") {
  Limits limits = kLongTimes;
  limits.idle_until_given_up = kLongTime;
  Table table(limits);
  CheckParks(table, table.Connect());
  CHECK(table->TakeIdle() == nullptr);
}

TEST_CASE("one that another has is not overdue, and neither is one whose deadline moved on") {
  Limits limits = kLongTimes;
  limits.idle_time = std::chrono::milliseconds{0};
  Table table(limits);
  CHECK(table->TakeOverdue() == nullptr);
  Connection& connection = table.Connect();
  CheckParks(table, connection);
  CHECK(table->TakeOverdue() == &connection);
  CHECK(table->TakeOverdue() == nullptr);
  CHECK_FALSE(connection.Expire());
  table.Send(0, "GET /half");
  CHECK(connection.Advance());
  CHECK(connection.Expire());  // it has time for its head now
  CheckParks(table, connection);
  CHECK(table->TakeOverdue() == nullptr);
}

TEST_CASE("the deadline of one that another has when it passes is looked at when it is parked") {
  Limits limits = kLongTimes;
  limits.idle_time = std::chrono::milliseconds{0};
  Table table(limits);
  Connection& connection = table.Connect();
  CheckParks(table, connection);
  REQUIRE(table->Take(connection.Descriptor(), false) == &connection);
  CHECK(table->TakeOverdue() == nullptr);
  CHECK(table->Park(connection, false) == Parking::kLookAgain);
  CheckParks(table, connection);
  CHECK(table->TakeOverdue() == &connection);
  table->Close(connection);
}

TEST_CASE("what is held too much of is taken from the one that has been silent for longest") {
  Limits limits = kLongTimes;
  limits.held_bytes = 15;
  Table table(limits);
  std::vector<Connection*> slow;
  for (std::size_t i = 0; i < 3; ++i) {
    slow.push_back(&table.Connect());
    CheckParks(table, *slow[i]);
    CHECK(table->TakeToShed() == nullptr);
    REQUIRE(table->Take(slow[i]->Descriptor(), false) == slow[i]);
    table.Send(i, i == 0 ? "\r\n" : "GET /half");
    CHECK(slow[i]->Advance());
    CheckParks(table, *slow[i]);
  }
  CHECK(table->TakeToShed() == slow[0]);
  table->Close(*slow[0]);
  CHECK(table->TakeToShed() == slow[1]);
  table->Close(*slow[1]);
  CHECK(table->TakeToShed() == nullptr);
}

TEST_CASE("draining closes what is idle, and does not wait for a client that is slow") {
  Table table;
  CheckParks(table, table.Connect());
  Connection& in_flight = table.Connect();
  table.Send(1, "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");
  CHECK(in_flight.Advance());
  CheckParks(table, in_flight);
  Connection& had = table.Connect();  // as while a worker reads a little of what it sends
  table->Drain([] { return false; });
  CHECK(table.IsClosed(0));
  CHECK(table.IsClosed(1));
  CHECK_FALSE(table.IsClosed(2));
  CHECK(table->IsDraining());
  CHECK(table->Park(had, false) == Parking::kToBeClosed);
  CHECK(table->Park(had, true) == Parking::kToBeClosed);
  table->Close(had);
  CHECK(table->Count() == 0);
}

TEST_CASE("draining waits while a request is handled") {
  Table table;
  Connection& had = table.Connect();
  int asked = 0;
  table->Drain([&] { return ++asked < 3; });
  CHECK(asked == 3);
  table->Close(had);
}

TEST_CASE("a client that has time to finish its request while the server stops can do so") {
  Limits limits = kLongTimes;
  limits.stop_patience = kLongTime;
  Table table(limits);
  Connection& in_flight = table.Connect();
  table.Send(0, "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");
  CHECK(in_flight.Advance());
  CheckParks(table, in_flight);
  std::thread draining([&] { table->Drain([] { return false; }); });
  while (!table->IsDraining()) std::this_thread::yield();
  table.Send(0, "cde");
  CHECK(table->Take(in_flight.Descriptor(), false) == &in_flight);
  CHECK(in_flight.Advance());
  CHECK(table->Park(in_flight, false) == Parking::kToBeClosed);  // it is idle now
  table->Close(in_flight);
  draining.join();
  CHECK(table.IsClosed(0));
}
