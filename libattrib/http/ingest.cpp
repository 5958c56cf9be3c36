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
std::variant<collected_rows, problem> rows_of(std::string_view body,
                                              const ingest_request& request) {
    if (request.translate) return request.translate(body);
    if (body.starts_with(byte_order_mark)) body.remove_prefix(byte_order_mark.size());
    if (request.format == ingest_format::ndjson) return collected_rows{.rows = std::string(body)};
    auto rows = ndjson_of(body);
    if (rows) return collected_rows{.rows = *std::move(rows)};
    return problem{.status = 400, .code = "bad_json", .detail = rows.error().message};
}

// The name under which the ledger shows a request, with what its body was.
std::string name_of_request(std::string_view body) {
    return "POST /api/v1/events sha256:" + hex_of(sha256_of(body));
}

// Rows of crawlers are rejects as they stand, so that they are counted and may be looked at.
void refuse_bots(std::string_view rows, std::string_view name, event_consumer& consumer,
                 row_counts& counts) {
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

row_counts parse_rows(collected_rows& rows, const ingest_request& request, const row_parser& parser,
                      event_consumer& consumer) {
    if (request.keeps_bots) rows.rows += std::exchange(rows.bot_rows, {});
    event_chunk chunk;
    chunk.text = std::move(rows.rows);
    chunk.end = chunk.text.size() + rows.bot_rows.size();
    chunk.ends_source = true;
    // So that results have the indices of an array's values.
    chunk.is_by_line = request.translate || request.format != ingest_format::ndjson;
    row_counts counts = parser.parse(chunk, consumer, nullptr, request.now + future_allowance);
    refuse_bots(rows.bot_rows, parser.path(), consumer, counts);
    return counts;
}

// Gives events of a message the identity of the message where they have none.
class identifying_consumer final : public event_consumer {
   public:
    identifying_consumer(event_consumer& consumer, std::string_view identity)
        : consumer_(consumer), identity_(identity) {
        constexpr std::size_t max_suffix = 12;
        if (!is_text(identity) || identity.size() + max_suffix > max_identifier_bytes)
            identity_ = fmt::format("{:016x}", hash_of(identity));
    }

    void accept(const event& taken) override {
        if (!taken.event_id.empty() || identity_.empty()) return consumer_.accept(taken);
        const std::string id = given_ == 0 ? identity_ : fmt::format("{}.{}", identity_, given_);
        ++given_;
        event identified = taken;
        identified.event_id = id;
        consumer_.accept(identified);
    }
    void refuse(const reject& refused) override { consumer_.refuse(refused); }

   private:
    event_consumer& consumer_;
    std::string identity_;
    std::uint64_t given_ = 0;
};

// What holds no row at all is a reject, too.
row_counts parse_message(enveloped_rows&& message, const ingest_request& request,
                         const row_parser& parser, event_consumer& consumer) {
    reading_options reading{.own_hosts = request.own_hosts};
    if (!message.event_timestamp.empty())
        reading.constants.emplace_back(column::event_timestamp, message.event_timestamp);
    if (!message.event_name.empty())
        reading.constants.emplace_back(column::event_name, message.event_name);
    event_chunk chunk;
    chunk.text = std::move(message.rows);
    chunk.end = std::max<std::size_t>(chunk.text.size(), 1);
    chunk.ends_source = true;
    chunk.is_in_array = trimmed(chunk.text).starts_with('[');
    identifying_consumer identified(consumer, message.event_id);
    row_counts counts = row_parser(parser.path(), std::move(reading))
                            .parse(chunk, identified, nullptr, request.now + future_allowance);
    if (counts.read != 0) return counts;
    const rule_break broken{reject_reason::bad_json, {}};
    consumer.refuse({.file = parser.path(),
                     .line = 1,
                     .reason = broken.reason,
                     .message = message_of(broken),
                     .text = chunk.text});
    counts.read = counts.rejected = 1;
    return counts;
}

bool is_same_request(connection& on, const std::string& source, const std::string& name) {
    const query_result found =
        on.run("select source_name from ingest_batches where source = $1", {source});
    return found.rows() != 0 && found.text(0, 0) == name;
}

}  // namespace

std::variant<std::string, problem> plain_body(std::string_view body, bool is_gzip,
                                              std::size_t max_bytes) {
    if (!is_gzip) return std::string(body);
    auto plain = gunzip(body, max_bytes);
    if (plain) return *std::move(plain);
    const bool is_too_large = plain.error() == gunzip_error::too_large;
    return problem{.status = is_too_large ? 413 : 400,
                   .code = is_too_large ? "content_too_large" : "bad_encoding",
                   .detail = is_too_large
                                 ? fmt::format("the body is over {} bytes when it is decompressed; "
                                               "send it in parts",
                                               max_bytes)
                                 : "the body is not gzip, though Content-Encoding says so"};
}

std::variant<parsed_events, problem> parse_events(const ingest_request& request,
                                                  const row_parser& parser, bool has_report) {
    const auto body = plain_body(request.body, request.is_gzip, request.max_bytes);
    if (const auto* const wrong = std::get_if<problem>(&body)) return *wrong;
    auto made = rows_of(std::get<std::string>(body), request);
    if (const auto* const wrong = std::get_if<problem>(&made)) return *wrong;
    auto& rows = std::get<collected_rows>(made);
    parsed_events parsed{.without_consent = rows.without_consent};
    reporting_consumer reporter(parsed.rows);
    event_consumer& consumer = has_report ? static_cast<event_consumer&>(reporter)
                                          : static_cast<event_consumer&>(parsed.rows);
    parsed.counts = parse_rows(rows, request, parser, consumer);
    for (enveloped_rows& each : rows.messages)
        parsed.counts += parse_message(std::move(each), request, parser, consumer);
    if (has_report && parsed.counts.read != 0) parsed.body = reporter.answer(false).dump() + "\n";
    return parsed;
}

ingest_answer ingest_events(connection& on, const ingest_request& request) {
    const auto body = plain_body(request.body, request.is_gzip, request.max_bytes);
    if (const auto* const wrong = std::get_if<problem>(&body)) return {.refusal = *wrong};
    const std::string name = name_of_request(std::get<std::string>(body));
    auto made = rows_of(std::get<std::string>(body), request);
    if (const auto* const wrong = std::get_if<problem>(&made)) return {.refusal = *wrong};
    const std::string source =
        std::string(source_prefix) +
        (request.idempotency_key.empty() ? request.identity : "key:" + request.idempotency_key);
    raw_batch batch(max_listed_rows);
    const std::int64_t batch_id = reserve_batch_id(on);
    batch.clear(batch_id);
    reporting_consumer consumer(batch);
    const row_parser parser(name, reading_options{.own_hosts = request.own_hosts});
    const row_counts counts = parse_rows(std::get<collected_rows>(made), request, parser, consumer);
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
