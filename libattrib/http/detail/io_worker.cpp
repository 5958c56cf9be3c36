#include <fmt/chrono.h>

#include <ctime>
#include <libattrib/http/detail/io_worker.hpp>
#include <libattrib/http/detail/session.hpp>

namespace attrib::detail {
namespace {

constexpr std::chrono::milliseconds sweep_every{250};

std::string http_date() {
    const std::time_t now = std::time(nullptr);
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now));
}

}  // namespace

io_worker::io_worker(server_parts& parts)
    : parts_(parts), guard_(context.get_executor()), timer_(context), date_(http_date()) {}

void io_worker::run() {
    sweep();
    context.run();
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
    guard_.reset();
}

void io_worker::add(const std::shared_ptr<session>& added) {
    sessions_.emplace(added.get(), added);
    if (is_finished_) return added->close();
    added->start();
}

void io_worker::remove(session* gone) { sessions_.erase(gone); }

void io_worker::deliver(const stream_message& message) {
    const auto all = streams_;
    for (session* const each : all) each->deliver(message);
}

}  // namespace attrib::detail
