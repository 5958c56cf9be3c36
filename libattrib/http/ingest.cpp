#include <libattrib/http/ingest.hpp>
#include <libattrib/io/row_parser.hpp>
#include <libattrib/postgres/ledger.hpp>
#include <libattrib/postgres/raw_batch.hpp>

namespace attrib {
namespace {

constexpr std::string_view source_prefix = "post:";

// Fills the batch and says of each row what became of it.
class reporting_consumer final : public event_consumer {
   public:
    explicit reporting_consumer(raw_batch& batch) : batch_(batch) {}

    void accept(const event& taken) override {
        results.push_back({{"index", results.size()}, {"status", "accepted"}});
        batch_.accept(taken);
    }
    void refuse(const reject& refused) override {
        results.push_back({{"index", results.size()},
                           {"status", "rejected"},
                           {"reason", name_of(refused.reason)},
                           {"message", refused.message}});
        batch_.refuse(refused);
    }

    json results = json::array();

   private:
    raw_batch& batch_;
};

// The name under which the ledger shows a request, with what its body was.
std::string name_of_request(const ingest_request& request) {
    return "POST /api/v1/events sha256:" + request.body_digest;
}

bool is_same_request(connection& on, const std::string& source, const std::string& name) {
    const query_result found =
        on.run("select source_name from ingest_batches where source = $1", {source});
    return found.rows() != 0 && found.text(0, 0) == name;
}

}  // namespace

ingest_answer ingest_events(connection& on, const ingest_request& request) {
    const std::string name = name_of_request(request);
    const std::string source =
        std::string(source_prefix) +
        (request.idempotency_key.empty() ? request.identity : "key:" + request.idempotency_key);
    event_chunk chunk;
    chunk.text = request.rows;
    chunk.end = request.rows.size();
    raw_batch batch;
    const std::int64_t batch_id = reserve_batch_id(on);
    batch.clear(batch_id);
    reporting_consumer consumer(batch);
    const row_counts counts = row_parser(name, column_renames{}).parse(chunk, consumer);
    ingest_answer answer;
    bool is_replay = false;
    if (counts.read != 0) {
        const auto stored = store_batch(on, batch, {batch_id, source, name, chunk, counts});
        is_replay = !stored;
        if (is_replay && !is_same_request(on, source, name)) {
            answer.refusal = problem{.status = 422,
                                     .code = "key_reused",
                                     .detail =
                                         "this Idempotency-Key came with another body before; "
                                         "use a new key for new events"};
            return answer;
        }
    }
    if (!is_replay) {
        answer.accepted = counts.accepted;
        answer.rejected = counts.rejected;
    }
    const json body{{"accepted", counts.accepted},
                    {"rejected", counts.rejected},
                    {"is_replay", is_replay},
                    {"results", std::move(consumer.results)}};
    answer.body = body.dump() + "\n";
    return answer;
}

}  // namespace attrib
