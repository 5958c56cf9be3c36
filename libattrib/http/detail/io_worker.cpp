#include <fmt/chrono.h>
#include <unistd.h>

#include <ctime>
#include <libattrib/http/detail/io_worker.hpp>
#include <libattrib/http/detail/session.hpp>
#include <thread>

namespace attrib::detail {
namespace {

constexpr std::chrono::milliseconds sweep_every{250};
constexpr int max_rounds = 8;  // of sockets, before what was posted has its turn
// A thread that serves busy clients never sleeps, and the kernel lets it run for several
// milliseconds while others of this core wait, the clients among them.
constexpr std::chrono::microseconds longest_turn{500};

std::string http_date() {
    const std::time_t now = std::time(nullptr);
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now));
}

}  // namespace

io_worker::io_worker(server_parts& parts)
    : parts_(parts),
      guard_(context.get_executor()),
      timer_(context),
      any_ready_(context, ::dup(ready_.descriptor())),
      date_(http_date()) {}

void io_worker::run() {
    sweep();
    wait_for_sockets();
    context.run();
}

void io_worker::wait_for_sockets() {
    any_ready_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                          [this](const boost::system::error_code& wrong) {
                              if (wrong || is_finished_) return;
                              serve_ready();
                              wait_for_sockets();
                          });
}

void io_worker::serve_ready() {
    for (int round = 0; round < max_rounds; ++round) {
        const auto events = ready_.take();
        for (const epoll_event& event : events) {
            const auto found = sessions_.find(static_cast<session*>(event.data.ptr));
            if (found == sessions_.end()) continue;  // one before it closed it
            const auto held = found->second;
            held->on_ready(event.events);
        }
        take_turns();
        if (events.empty()) return;
    }
}

void io_worker::take_turns() {
    const auto now = session::clock::now();
    if (now - turn_began_ < longest_turn) return;
    std::this_thread::yield();
    turn_began_ = session::clock::now();
}

void io_worker::sweep() {
    date_ = http_date();
    const auto now = session::clock::now();
    // A session that closes takes itself out.
    const auto all = sessions_;
    for (const auto& [raw, each] : all) each->check(now);
    timer_.expires_after(sweep_every);
    timer_.async_wait([this](const boost::system::error_code& wrong) {
        // A sweep that was due when the timer was cancelled comes all the same.
        if (!wrong && !is_finished_) sweep();
    });
}

void io_worker::drain() {
    const auto all = sessions_;
    for (const auto& [raw, each] : all) each->drain();
}

void io_worker::finish() {
    is_finished_ = true;
    const auto all = sessions_;
    for (const auto& [raw, each] : all) each->close();
    timer_.cancel();
    any_ready_.cancel();
    guard_.reset();
}

void io_worker::add(const std::shared_ptr<session>& added) {
    sessions_.emplace(added.get(), added);
    if (is_finished_) return added->close();
    added->start();
}

bool io_worker::watch(const stream_socket& socket, session* owner) noexcept {
    return ready_.add(socket.descriptor(), owner);
}

void io_worker::remove(session* gone) { sessions_.erase(gone); }

void io_worker::deliver(const stream_message& message) {
    const auto all = streams_;
    for (session* const each : all) each->deliver(message);
}

}  // namespace attrib::detail
