#include <libattrib/ingest/kafka_stream.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <libattrib/core/blank.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/ingest/detail/kafka_source.hpp>
#include <libattrib/ingest/message_stream.hpp>
#include <libattrib/postgres/connection.hpp>
#include <mutex>

namespace attrib {
namespace {

// What exactness or this program rests on.
constexpr std::array own_settings{"bootstrap.servers",
                                  "metadata.broker.list",
                                  "enable.auto.commit",
                                  "enable.auto.offset.store",
                                  "auto.offset.reset",
                                  "isolation.level",
                                  "enable.partition.eof",
                                  "partition.assignment.strategy",
                                  "allow.auto.create.topics",
                                  "debug",
                                  "log_level",
                                  "plugin.library.paths",
                                  "topic.blacklist"};

error wrong_setting(const std::string& message) { return {errc::invalid_option, message}; }

// Programs that write into the same tables, however they reach the server, have the same.
std::string consumer_group_of(connection& on) {
    std::string server;
    if (on.run("select has_function_privilege('pg_control_system()', 'execute')").boolean(0, 0))
        server = on.run("select system_identifier from pg_control_system()").text(0, 0);
    const query_result database =
        on.run("select oid, datname from pg_database where datname = current_database()");
    return fmt::format("attrib-{:016x}",
                       hash_of(fmt::format("{} {} {} {}", server, database.text(0, 0),
                                           database.text(0, 1), on.schema())));
}

void check_topic(const std::string& topic) {
    const auto is_legal = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    };
    constexpr std::size_t longest = 249;
    if (topic.empty() || topic.size() > longest || !std::ranges::all_of(topic, is_legal))
        throw failure(errc::invalid_option,
                      "--topic wants the name of a topic: 1 to 249 letters of ASCII, digits, dots, "
                      "underscores and hyphens");
}

}  // namespace

result<void> add_kafka_setting(kafka_settings& settings, std::string_view text) {
    const std::size_t equals = text.find('=');
    const std::string name(trimmed(text.substr(0, std::min(equals, text.size()))));
    if (equals == std::string_view::npos || name.empty())
        return wrong_setting(
            "an option of Kafka is NAME=VALUE, such as security.protocol=SASL_SSL");
    if (std::ranges::count(own_settings, name) != 0)
        return wrong_setting(name + " is no option to choose: this program sets it itself");
    settings.emplace_back(name, trimmed(text.substr(equals + 1)));
    return {};
}

result<void> add_kafka_settings_of(kafka_settings& settings, const std::string& path) {
    std::ifstream file(path);
    if (!file)
        return error{errc::file_not_found,
                     path + ": there is no such file, or no right to read it"};
    std::string line;
    for (std::size_t number = 1; std::getline(file, line); ++number) {
        const std::string_view text = trimmed(line);
        if (text.empty() || text.starts_with('#')) continue;
        if (const auto added = add_kafka_setting(settings, text); !added)
            return error{added.error().code,
                         fmt::format("{}: line {}: {}", path, number, added.error().message)};
    }
    if (file.bad()) return error{errc::file_unreadable, path + ": cannot be read"};
    return {};
}

stream_status stream_kafka(const kafka_topic& from, const stream_options& options) {
    check_topic(from.topic);
    kafka_topic named = from;
    stream_options serial = options;
    std::mutex mutex;
    if (options.how.on_message)
        serial.how.on_message = [&](const std::string& message) {
            const std::scoped_lock lock(mutex);
            options.how.on_message(message);
        };
    const auto is_group = [](const auto& each) { return each.first == "group.id"; };
    if (std::ranges::none_of(from.settings, is_group)) {
        const bool is_known =
            while_server_returns(serial.how, [&](const std::function<void()>& succeeded) {
                connection on(options.database);
                named.settings.emplace_back("group.id", consumer_group_of(on));
                succeeded();
            });
        if (!is_known)
            throw failure(errc::interrupted, from.topic + ": interrupted; nothing was begun");
    }
    detail::kafka_source source(named, serial);
    return stream_messages(source, serial);
}

}  // namespace attrib
