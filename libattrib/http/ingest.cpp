#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/blank.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/http/digest.hpp>
#include <libattrib/http/gzip.hpp>
#include <libattrib/http/ingest.hpp>
#include <libattrib/ingest/ledger.hpp>
#include <libattrib/ingest/raw_batch.hpp>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/event_parser.hpp>
#include <libattrib/io/json_message_parser.hpp>
#include <libattrib/io/json_rows.hpp>
#include <libattrib/io/row_parser.hpp>
#include <map>
#include <utility>

namespace attrib {
namespace {

constexpr std::string_view source_prefix = "post:";

// Fills the batch and says of each row what became of it, as far as an answer may be long.
class reporting_consumer final : public event_consumer {
   public:
    explicit reporting_consumer(raw_batch& batch) : batch_(batch) {}

    void accept(const event& taken) override {
        batch_.accept(taken);
        const std::uint64_t index = rows_++;
        if (accepted_++ >= max_listed_rows) return;
        results_.push_back({{"index", index}, {"status", "accepted"}});
    }
    void refuse(const reject& refused) override {
        batch_.refuse(refused);
        ++by_reason_[name_of(refused.reason)];
        const std::uint64_t index = rows_++;
        if (rejected_++ >= max_listed_rows) return;
        results_.push_back({{"index", index},
                            {"status", "rejected"},
                            {"reason", name_of(refused.reason)},
                            {"message", refused.message}});
    }

    // The answer to the request.
    [[nodiscard]] json answer(bool is_replay) const {
        return {{"accepted", accepted_},
                {"rejected", rejected_},
                {"rejected_by_reason", by_reason()},
                {"is_replay", is_replay},
                {"results", results_},
                {"results_left_out", rows_ - results_.size()}};
    }

   private:
    [[nodiscard]] json by_reason() const {
        json counts = json::object();
        for (const auto& [reason, rows] : by_reason_) counts[std::string(reason)] = rows;
        return counts;
    }

    raw_batch& batch_;
    std::uint64_t rows_ = 0;
    std::uint64_t accepted_ = 0;
    std::uint64_t rejected_ = 0;
    std::map<std::string_view, std::uint64_t> by_reason_;
    json results_ = json::array();
};

// The rows as NDJSON, or why there are none. A byte-order mark before them is no part of them.
std::variant<std::string, problem> rows_of(std::string_view body, ingest_format format) {
    if (body.starts_with(byte_order_mark)) body.remove_prefix(byte_order_mark.size());
    if (format == ingest_format::ndjson) return std::string(body);
    auto rows = ndjson_of(body);
    if (rows) return *std::move(rows);
    return problem{.status = 400, .code = "bad_json", .detail = rows.error().message};
}

// The name under which the ledger shows a request, with what its body was.
std::string name_of_request(std::string_view body) {
    return "POST /api/v1/events sha256:" + hex_of(sha256_of(body));
}

// Rows of crawlers are rejects as they stand, so that they are counted and may be looked at.
void refuse_bots(std::string_view rows, std::string_view name, event_consumer& consumer,
                 row_counts& counts) {
    counts.bytes += rows.size();
    while (!rows.empty()) {
        const std::size_t end = std::min(rows.find('\n'), rows.size());
        consumer.refuse({.file = name,
                         .line = ++counts.read,
                         .reason = reject_reason::bot,
                         .message = message_of({.reason = reject_reason::bot, .where = {}}),
                         .text = rows.substr(0, end)});
        ++counts.rejected;
        rows.remove_prefix(std::min(end + 1, rows.size()));
    }
}

row_counts parse_rows(std::string rows, bool is_by_line, timestamp now, const row_parser& parser,
                      event_consumer& consumer) {
    event_chunk chunk;
    chunk.text = std::move(rows);
    chunk.end = chunk.text.size();
    chunk.ends_source = true;
    chunk.is_by_line = is_by_line;
    return parser.parse(chunk, consumer, nullptr, now + future_allowance);
}

row_counts parse_message(const enveloped_rows& message, const collect_reading_rules& rules,
                         const std::string& path, event_consumer& consumer) {
    reading_options reading{.own_hosts = rules.own_hosts};
    if (!message.event_timestamp.empty())
        reading.constants.emplace_back(column::event_timestamp, message.event_timestamp);
    if (!message.event_name.empty())
        reading.constants.emplace_back(column::event_name, message.event_name);
    return json_message_parser(reading).parse(
        message.rows,
        {.source = path, .latest = rules.now + future_allowance, .identity = message.event_id},
        consumer);
}

bool is_same_request(connection& on, const std::string& source, const std::string& name) {
    const query_result found =
        on.run("select source_name from ingest_batches where source = $1", {source});
    return found.rows() != 0 && found.text(0, 0) == name;
}

}  // namespace

std::variant<std::string_view, problem> plain_body(std::string_view body, bool is_gzip,
                                                   std::size_t max_bytes, std::string& room) {
    if (!is_gzip) return body;
    auto plain = gunzip(body, max_bytes);
    if (plain) return std::string_view(room = *std::move(plain));
    const bool is_too_large = plain.error() == gunzip_error::too_large;
    return problem{
        .status = is_too_large ? 413 : 400,
        .code = is_too_large ? "content_too_large" : "bad_encoding",
        .detail = is_too_large
                      ? fmt::format("the body is over {} bytes when it is decompressed; "
                                    "send it in parts",
                                    max_bytes)
                      : "the body is no complete gzip stream, though Content-Encoding says gzip; "
                        "send all of it, or without Content-Encoding"};
}

parsed_events parse_events(collected_rows rows, const collect_reading_rules& rules,
                           const row_parser& parser) {
    parsed_events parsed{.without_consent = rows.without_consent};
    reporting_consumer reporter(parsed.rows);
    event_consumer& consumer = rules.has_report ? static_cast<event_consumer&>(reporter)
                                                : static_cast<event_consumer&>(parsed.rows);
    if (rules.keeps_bots) rows.rows += std::exchange(rows.bot_rows, {});
    parsed.counts = parse_rows(std::move(rows.rows), true, rules.now, parser, consumer);
    refuse_bots(rows.bot_rows, parser.path(), consumer, parsed.counts);
    for (const enveloped_rows& each : rows.messages)
        parsed.counts += parse_message(each, rules, parser.path(), consumer);
    if (rules.has_report && parsed.counts.read != 0)
        parsed.body = reporter.answer(false).dump() + "\n";
    return parsed;
}

ingest_answer ingest_events(connection& on, const ingest_request& request) {
    std::string room;
    const auto plain = plain_body(request.body, request.is_gzip, max_body_bytes, room);
    if (const auto* const wrong = std::get_if<problem>(&plain)) return {.refusal = *wrong};
    const auto body = std::get<std::string_view>(plain);
    const std::string name = name_of_request(body);
    auto made = rows_of(body, request.format);
    if (const auto* const wrong = std::get_if<problem>(&made)) return {.refusal = *wrong};
    const std::string source =
        std::string(source_prefix) +
        (request.idempotency_key.empty() ? request.identity : "key:" + request.idempotency_key);
    raw_batch batch(max_listed_rows);
    const std::int64_t batch_id = reserve_batch_id(on);
    batch.clear(batch_id);
    reporting_consumer consumer(batch);
    const row_parser parser(name, reading_options{.own_hosts = request.own_hosts});
    // Values of an array are a row each, so that results have their indices.
    const bool is_by_line = request.format != ingest_format::ndjson;
    const row_counts counts = parse_rows(std::get<std::string>(std::move(made)), is_by_line,
                                         request.now, parser, consumer);
    const event_chunk where{.text = {}, .end = counts.bytes};
    const bool is_replay =
        counts.read != 0 && !store_batch(on, batch, {batch_id, source, name, where, counts});
    if (is_replay && !is_same_request(on, source, name))
        return {.refusal = problem{.status = 422,
                                   .code = "key_reused",
                                   .detail = "this Idempotency-Key came with another body before; "
                                             "use a new key for new events"}};
    ingest_answer answer{.body = consumer.answer(is_replay).dump() + "\n"};
    if (is_replay) return answer;
    answer.accepted = counts.accepted;
    answer.rejected = counts.rejected;
    return answer;
}

}  // namespace attrib
