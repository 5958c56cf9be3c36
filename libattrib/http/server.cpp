#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/http/detail/session.hpp>
#include <libattrib/http/server.hpp>
#include <tuple>
#include <utility>

namespace attrib {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::chrono::milliseconds rest_without_descriptors{100};
constexpr std::chrono::milliseconds look_whether_drained{10};

result<asio::ip::address> address_of(const std::string& text) {
    error_code wrong;
    const auto address =
        asio::ip::make_address(text == "localhost" ? std::string("127.0.0.1") : text, wrong);
    if (wrong)
        return error{errc::invalid_option,
                     text + ": is no address; give one such as 127.0.0.1, 0.0.0.0 or [::1]"};
    return address;
}

asio::ip::tcp::endpoint endpoint_of(const std::string& address, std::uint16_t port) {
    return {address_of(address).value(), port};
}

failure cannot_listen(const std::string& address, std::uint16_t port, const error_code& wrong) {
    const std::string place = fmt::format("cannot listen on {}:{}: ", address, port);
    constexpr const char* other_port =
        "choose another port by --listen ADDRESS:PORT (port 0: any that is free)";
    if (wrong == asio::error::address_in_use)
        return {errc::address_in_use,
                place + "another program listens there; end it, or " + other_port};
    if (wrong == asio::error::access_denied)
        return {errc::address_in_use,
                place + "this user may not, as below port 1024; " + other_port};
    return {errc::invalid_option,
            place + wrong.message() + "; give an address of this machine, such as 127.0.0.1"};
}

}  // namespace

listener::listener(const std::string& address, std::uint16_t port) {
    const asio::ip::tcp::endpoint where = endpoint_of(address, port);
    asio::io_context none;
    asio::ip::tcp::acceptor made(none);
    try {
        made.open(where.protocol());
        made.set_option(asio::socket_base::reuse_address(true));
        made.bind(where);
        socket_ = made.release();
    } catch (const boost::system::system_error& wrong) {
        throw cannot_listen(address, port, wrong.code());
    }
}

listener::~listener() {
    if (socket_ >= 0) ::close(socket_);
}

int listener::release() noexcept { return std::exchange(socket_, -1); }

struct server::state {
    state(server_options options, api& requests, sse_broker& hub, server_metrics& metrics)
        : parts{{options.most_connections, options.most_per_address},
                std::move(options),
                requests,
                hub,
                metrics,
                byte_budget(parts.options.max_request_bytes),
                {parts.options.max_unread_bytes, metrics.unread_bytes}} {
        for (unsigned i = 0; i < parts.options.threads; ++i)
            workers.push_back(std::make_shared<detail::io_worker>(parts));
        acceptor.emplace(workers.front()->context);
        timer.emplace(workers.front()->context);
    }

    // The hub may tell of messages when the server is gone.
    void listen_to_hub() {
        for (const auto& worker : workers)
            parts.hub.add_listener([weak = std::weak_ptr(worker)](const stream_message& message) {
                if (const auto each = weak.lock())
                    asio::post(each->context,
                               [raw = each.get(), message] { raw->deliver(message); });
            });
    }

    void listen_on(int socket) {
        const auto& [address, port] = std::tie(parts.options.address, parts.options.port);
        try {
            acceptor->assign(endpoint_of(address, port).protocol(), socket);
            acceptor->listen();
        } catch (const boost::system::system_error& wrong) {
            throw cannot_listen(address, port, wrong.code());
        }
    }

    void accept() {
        detail::io_worker& worker = *workers[next++ % workers.size()];
        acceptor->async_accept(
            worker.context, [this, &worker](const error_code& wrong, asio::ip::tcp::socket socket) {
                if (wrong == asio::error::operation_aborted) return;
                if (wrong) return accept_later();
                admit(worker, std::move(socket));
                accept();
            });
    }

    // Out of descriptors, say: others will be closed.
    void accept_later() {
        timer->expires_after(rest_without_descriptors);
        timer->async_wait([this](const error_code& wrong) {
            if (!wrong && !parts.is_draining) accept();
        });
    }

    void admit(detail::io_worker& worker, asio::ip::tcp::socket socket) {
        error_code gone;
        const auto peer = socket.remote_endpoint(gone);
        if (gone) return;
        detail::stream_socket connected(socket.release(gone));
        std::string address = peer.address().to_string();
        const auto verdict = parts.limits.enter(address);
        parts.metrics.connections.fetch_add(1);
        if (verdict != detail::connection_limits::verdict::admitted)
            parts.metrics.connections_refused.fetch_add(1);
        auto added = std::make_shared<detail::session>(std::move(connected), worker, parts,
                                                       std::move(address), verdict);
        asio::post(worker.context, [&worker, added] { worker.add(added); });
    }

    void drain() {
        if (parts.is_draining.exchange(true)) return;
        error_code ignored;  // it is closed either way
        acceptor->close(ignored);
        timer->cancel();
        drained_by = std::chrono::steady_clock::now() + parts.options.drain_timeout;
        for (const auto& each : workers)
            asio::post(each->context, [worker = each.get()] { worker->drain(); });
        finish_when_drained();
    }

    void finish_when_drained() {
        const bool is_late = std::chrono::steady_clock::now() >= drained_by;
        if (is_late || parts.metrics.connections.load() == 0) {
            for (const auto& each : workers)
                asio::post(each->context, [worker = each.get()] { worker->finish(); });
            return;
        }
        timer->expires_after(look_whether_drained);
        timer->async_wait([this](const error_code&) { finish_when_drained(); });
    }

    detail::server_parts parts;
    std::vector<std::shared_ptr<detail::io_worker>> workers;
    std::optional<asio::ip::tcp::acceptor> acceptor;
    std::optional<asio::steady_timer> timer;
    std::size_t next = 0;
    std::chrono::steady_clock::time_point drained_by;
};

server::server(server_options options, api& requests, sse_broker& hub, server_metrics& metrics,
               std::unique_ptr<listener> listening)
    : state_(std::make_unique<state>(std::move(options), requests, hub, metrics)) {
    const server_options& own = state_->parts.options;
    if (!listening) listening = std::make_unique<listener>(own.address, own.port);
    state_->listen_on(listening->release());
    state_->listen_to_hub();
}

server::~server() = default;

std::uint16_t server::port() const noexcept {
    error_code ignored;  // it is bound
    return state_->acceptor->local_endpoint(ignored).port();
}

void server::run() {
    state_->accept();
    run_on_threads(static_cast<unsigned>(state_->workers.size()),
                   [this](unsigned i) { state_->workers[i]->run(); });
}

void server::stop() {
    asio::post(state_->workers.front()->context, [this] { state_->drain(); });
}

result<bool> is_loopback_address(const std::string& address) {
    const auto parsed = address_of(address);
    if (!parsed) return parsed.error();
    return parsed->is_loopback();
}

}  // namespace attrib
