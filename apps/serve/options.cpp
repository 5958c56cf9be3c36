#include <fmt/format.h>

#include <apps/console/help.hpp>
#include <apps/console/numbers.hpp>
#include <apps/serve/options.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <charconv>
#include <libattrib/io/reading_options.hpp>

namespace attrib {

namespace po = boost::program_options;

namespace {

struct listen_place {
    std::string address;
    std::uint16_t port = 0;
};

listen_place place_of(const std::string& listen) {
    const std::size_t colon = listen.rfind(':');
    listen_place place;
    if (colon != std::string::npos) {
        place.address = listen.substr(0, colon);
        const char* const end = listen.data() + listen.size();
        const auto parsed = std::from_chars(listen.data() + colon + 1, end, place.port);
        if (parsed.ec == std::errc{} && parsed.ptr == end) {
            if (place.address.starts_with('[') && place.address.ends_with(']'))
                place.address = place.address.substr(1, place.address.size() - 2);
            return place;
        }
    }
    throw failure(errc::invalid_option,
                  "--listen must be ADDRESS:PORT, e.g. 127.0.0.1:8080, not " + listen);
}

// The name of a file or folder. An empty one, as of a variable that is not set, would turn the
// option off in silence.
auto path_value(std::string& out, const char* flag) {
    return po::value(&out)->notifier([flag](const std::string& given) {
        if (given.empty())
            throw failure(errc::invalid_option, std::string(flag) + " must name a file");
    });
}

bool is_origin(const std::string& text) {
    const std::size_t host = text.find("://");
    return (text.starts_with("http://") || text.starts_with("https://")) &&
           text.find_first_of("/ \r\n", host + 3) == std::string::npos && text.size() > host + 3;
}

void check_origins(const std::string& flag, const std::vector<std::string>& origins) {
    for (const std::string& origin : origins)
        if (!is_origin(origin))
            throw failure(errc::invalid_option,
                          fmt::format("{} must be like https://example.org, not {}", flag, origin));
}

}  // namespace

void serve_flags::add_to(po::options_description& options) {
    po::options_description serving = console::option_group("Server");
    add_serving(serving);
    po::options_description asking = console::option_group("Who may ask");
    add_asking(asking);
    po::options_description collecting = console::option_group("Events of clients");
    add_collecting(collecting);
    po::options_description storing = console::option_group("Database");
    database.add_to(storing);
    add_storing(storing);
    po::options_description rules = console::option_group("Attribution");
    attribution.add_to(rules);
    channels.add_to(rules);
    options.add(serving).add(asking).add(collecting).add(storing).add(rules);
}

void serve_flags::add_serving(po::options_description& options) {
    auto add = options.add_options();
    add("listen", po::value(&listen)->default_value(listen)->value_name("ADDRESS:PORT"),
        "where to listen; port 0: any that is free. Beyond this machine only with --token-file");
    add("dashboard", path_value(dashboard, "--dashboard")->value_name("DIR"),
        "serve the dashboard of this folder in place of the one that is built in");
    add("access-log", path_value(access_log, "--access-log")->value_name("FILE"),
        "append one line of JSON per request; - is standard output. SIGHUP reopens the file");
}

void serve_flags::add_asking(po::options_description& options) {
    auto add = options.add_options();
    add("token-file", path_value(token_file, "--token-file")->value_name("FILE"),
        "who may ask: a line `read TOKEN`, `write TOKEN` or, for --collect, `send KEY` each. POST "
        "/api/v1/events is for holders of "
        "a write token only; reading needs one as soon as there is a read token, or the address is "
        "not this machine's own. Must be a regular file with at least one token");
    add("origin", po::value(&origins)->composing()->value_name("URL"),
        "let pages of this origin read the API (CORS); may be given again");
    add("own-host", po::value(&own_hosts)->composing()->value_name("HOST"),
        "in events that are sent, take referrers of HOST, and of hosts below it, as the site's own "
        "pages; may be given again");
    add("connections", console::whole_number(connections, "connections", 1, 1'000'000),
        "clients at once; more are answered 503");
    add("connections-per-address",
        console::whole_number(connections_per_address, "connections-per-address", 1, 1'000'000),
        "of one address; more are answered 429");
    add("rate-limit", console::whole_number(rate_limit, "rate-limit", 0, 1'000'000),
        "requests a second to the API, of one token or of one address without a token; more are "
        "answered 429. 0: no limit");
}

void serve_flags::add_collecting(po::options_description& options) {
    auto add = options.add_options();
    add("collect", po::bool_switch(&collect),
        "take events from pages and libraries at /g/collect and /mp/collect, and serve the tag "
        "/attrib.js (docs/collect.md). Anybody may send, unless the token file has a `send KEY`");
    add("collect-origin", po::value(&collect_origins)->composing()->value_name("URL"),
        "let only pages of this origin send; may be given again. Default: all");
    add("bots", po::value(&bots)->default_value(bots)->value_name("reject|keep"),
        "what becomes of events whose sender declares itself a crawler: rejects, which "
        "/api/v1/quality counts, or events like others");
    add("collect-rate", console::whole_number(collect_rate, "collect-rate", 0, 1'000'000),
        "requests a second that one address may send events with; more are answered 429. 0: no "
        "limit but --rate-limit, which these two replace");
    add("collect-key-rate",
        console::whole_number(collect_key_rate, "collect-key-rate", 0, 10'000'000),
        "requests a second that may be sent with one key; more are answered 429. 0: no limit");
    add("collect-body", po::value(&collect_body)->default_value(collect_body)->value_name("SIZE"),
        "longest body with events, e.g. 64K; a longer one is answered 413");
    add("push-keys", path_value(push_keys, "--push-keys")->value_name("FILE"),
        "take messages at /pubsub/push and /cloudevents only with a token (JWT) that one of these "
        "keys signed: a JSON Web Key Set or PEM. The file is read again when a key is missing");
    add("push-audience", po::value(&push_audience)->value_name("TEXT"),
        "audience that such a token must name, as the subscription has it");
    add("push-email", po::value(&push_email)->value_name("EMAIL"),
        "service account that such a token must name. Default: any");
    add("ack", po::value(&ack)->default_value(ack)->value_name("durable|fast"),
        "when a client is answered: durable, when its events are committed; fast, before that. "
        "With fast a crash of this program or machine loses events that were answered "
        "(docs/collect.md)");
}

void serve_flags::add_storing(po::options_description& options) {
    auto add = options.add_options();
    add("refresh", po::value(&refresh)->default_value(refresh)->value_name("on|off"),
        "whether to keep the tables up to date as events come in");
    add("reader-role", po::value(&reader_role)->default_value(reader_role)->value_name("ROLE"),
        "role that queries run as, where the database has it (see attrib-model init)");
    add("pool", console::whole_number(pool, "pool", 1, 64), "connections for queries");
    add("report-memory",
        po::value(&report_memory)->default_value(report_memory)->value_name("SIZE"),
        "memory for what reports are made from, half for journeys and half for sessions, e.g. 2G; "
        "what does not fit is read again when it is asked for");
    add("answer-timeout", console::whole_number(answer_timeout, "answer-timeout", 1, 3600),
        "seconds that a request waits for the database; then it is answered 503");
}

server_options serve_flags::server() const {
    const listen_place place = place_of(listen);
    server_options options;
    options.address = place.address;
    options.port = place.port;
    options.threads = attribution.threads();
    options.most_connections = static_cast<std::size_t>(connections);
    options.answer_timeout = std::chrono::seconds{answer_timeout};
    options.most_per_address = static_cast<std::size_t>(connections_per_address);
    return options;
}

access_rules serve_flags::access() const {
    access_rules rules;
    if (!token_file.empty()) rules.tokens = token_table::load(token_file).value();
    const bool is_loopback = is_loopback_address(server().address).value();
    if (!is_loopback && rules.tokens.is_empty())
        throw failure(errc::invalid_option,
                      "--listen " + listen +
                          " is open to other machines: say by --token-file who may ask, or listen "
                          "on 127.0.0.1");
    rules.is_reading_open = is_loopback && !rules.tokens.has(access_scope::read);
    rules.is_loopback_only = rules.is_reading_open;
    check_origins("--origin", origins);
    rules.origins = origins;
    rules.collect = collecting();
    rules.requests_per_second = static_cast<std::size_t>(rate_limit);
    return rules;
}

collect_rules serve_flags::collecting() const {
    if (bots != "reject" && bots != "keep")
        throw failure(errc::invalid_option, "--bots must be reject or keep, not " + bots);
    check_origins("--collect-origin", collect_origins);
    if (!collect && !collect_origins.empty())
        throw failure(errc::invalid_option, "--collect-origin needs --collect");
    if (ack != "durable" && ack != "fast")
        throw failure(errc::invalid_option, "--ack must be durable or fast, not " + ack);
    if (!collect && ack == "fast")
        throw failure(errc::invalid_option, "--ack fast needs --collect");
    if (push_keys.empty() != push_audience.empty())
        throw failure(errc::invalid_option,
                      "--push-keys and --push-audience go together: Google signs for all its "
                      "customers, and the audience says that a token is meant for this server");
    if (push_keys.empty() && !push_email.empty())
        throw failure(errc::invalid_option, "--push-email needs --push-keys");
    if (!collect && !push_keys.empty())
        throw failure(errc::invalid_option, "--push-keys needs --collect");
    const std::uint64_t body = console::byte_size("collect-body", collect_body).value();
    if (body == 0 || body > max_body_bytes)
        throw failure(errc::invalid_option,
                      "--collect-body must be from 1 byte to 1M, not " + collect_body);
    collect_rules rules{.is_on = collect,
                        .keeps_bots = bots == "keep",
                        .acks_early = ack == "fast",
                        .max_body_bytes = body,
                        .address_rate = static_cast<std::size_t>(collect_rate),
                        .key_rate = static_cast<std::size_t>(collect_key_rate),
                        .origins = collect_origins};
    if (!push_keys.empty())
        rules.push_tokens =
            token_verifier::open(
                {.keys_file = push_keys, .audience = push_audience, .email = push_email})
                .value();
    return rules;
}

host_list serve_flags::site() const {
    host_list hosts;
    for (const std::string& host : own_hosts)
        if (const auto added = add_own_host(hosts, host); !added)
            throw failure(added.error().code, "--own-host " + host + ": " + added.error().message);
    return hosts;
}

std::size_t serve_flags::memory_of_reports() const {
    constexpr std::uint64_t least = std::uint64_t{16} << 20;
    const std::uint64_t given = console::byte_size("report-memory", report_memory).value();
    if (given < least)
        throw failure(errc::invalid_option,
                      "--report-memory must be at least 16M, not " + report_memory);
    return given;
}

bool serve_flags::refreshes() const {
    if (refresh != "on" && refresh != "off")
        throw failure(errc::invalid_option, "--refresh must be on or off, not " + refresh);
    return refresh == "on";
}

}  // namespace attrib
