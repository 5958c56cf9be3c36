#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <libattrib/core/error.hpp>
#include <libattrib/ingest/detail/kafka_source.hpp>
#include <libattrib/ingest/source_identity.hpp>
#include <thread>
#include <utility>

namespace attrib::detail {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds metadata_wait{300};
constexpr milliseconds range_wait{500};
constexpr milliseconds short_wait{50};
constexpr milliseconds look_again_after_outage{500};
constexpr milliseconds leave_at_most{200};
constexpr milliseconds leave_step{20};

// Of one poll, so that its caller sees to other things, too.
constexpr unsigned most_messages = 1000;
constexpr std::size_t most_bytes = std::size_t{1} << 20;

// The place of a partition comes from the ledger, never from Kafka, which must not choose one where
// that is gone. A killed member's partitions go to others after the session timeout.
using setting = std::pair<const char*, const char*>;
constexpr std::array fixed_settings{
    setting{"enable.auto.commit", "true"},
    setting{"enable.auto.offset.store", "false"},
    setting{"auto.offset.reset", "error"},
    setting{"isolation.level", "read_committed"},
    setting{"allow.auto.create.topics", "false"},
    setting{"enable.partition.eof", "false"},
    setting{"partition.assignment.strategy", "range,roundrobin"},
};
constexpr std::array default_settings{
    setting{"client.id", "attrib-stream"},
    setting{"auto.commit.interval.ms", "1000"},
    setting{"session.timeout.ms", "6000"},
    setting{"heartbeat.interval.ms", "2000"},
    setting{"topic.metadata.refresh.interval.ms", "10000"},
    setting{"reconnect.backoff.max.ms", "1000"},
    setting{"fetch.error.backoff.ms", "100"},
    setting{"queued.min.messages", "1000000"},
};

using configuration = std::unique_ptr<rd_kafka_conf_t, decltype(&rd_kafka_conf_destroy)>;

// What librdkafka says of a value may quote it, so that it is not passed on.
void set(rd_kafka_conf_t& to, const std::string& name, const std::string& value) {
    std::array<char, 512> why{};
    const auto result = rd_kafka_conf_set(&to, name.c_str(), value.c_str(), why.data(), why.size());
    if (result == RD_KAFKA_CONF_OK) return;
    throw failure(errc::invalid_option,
                  result == RD_KAFKA_CONF_UNKNOWN
                      ? fmt::format("librdkafka has no option {}", name)
                      : fmt::format("librdkafka does not take the value that is given for {}; its "
                                    "CONFIGURATION.md says what it takes",
                                    name));
}

configuration configured(const kafka_topic& from) {
    configuration made(rd_kafka_conf_new(), rd_kafka_conf_destroy);
    for (const auto& [name, value] : default_settings) set(*made, name, value);
    for (const auto& [name, value] : from.settings) set(*made, name, value);
    for (const auto& [name, value] : fixed_settings) set(*made, name, value);
    set(*made, "bootstrap.servers", from.brokers);
    rd_kafka_conf_set_log_cb(made.get(), nullptr);
    return made;
}

bool is_refusal(rd_kafka_resp_err_t code) {
    switch (code) {
        case RD_KAFKA_RESP_ERR__AUTHENTICATION:
        case RD_KAFKA_RESP_ERR__SSL:
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
        case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
        case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
        case RD_KAFKA_RESP_ERR_INVALID_GROUP_ID:
        case RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT:
        case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
        case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
            return true;
        default:
            return false;
    }
}

}  // namespace

kafka_source::kafka_source(const kafka_topic& from, const stream_options& options)
    : from_(from), options_(options) {
    configuration made = configured(from);
    rd_kafka_conf_set_opaque(made.get(), target_.get());
    rd_kafka_conf_set_rebalance_cb(made.get(), on_rebalance);
    rd_kafka_conf_set_error_cb(made.get(), on_error);
    std::array<char, 512> why{};
    client_.reset(rd_kafka_new(RD_KAFKA_CONSUMER, made.get(), why.data(), why.size()));
    if (!client_)
        throw failure(errc::invalid_option, std::string("options of Kafka: ") + why.data());
    static_cast<void>(made.release());  // the client has it
    rd_kafka_poll_set_consumer(client_.get());
}

// Nobody waits for brokers that are away: all that counts is in the ledger.
kafka_source::~kafka_source() {
    if (!is_open_) return;
    if (is_away_)
        close_later();
    else
        leave_group();
}

void kafka_source::close_later() {
    target_->source = nullptr;
    std::thread([target = target_, client = std::move(client_)]() mutable {
        client.reset();
    }).detach();
}

// So that others get the partitions at once. What takes longer goes on without the source: a client
// that is destroyed before it has left keeps a thread busy for ever.
void kafka_source::leave_group() {
    using queue_handle = std::unique_ptr<rd_kafka_queue_t, decltype(&rd_kafka_queue_destroy)>;
    queue_handle rest(rd_kafka_queue_new(client_.get()), rd_kafka_queue_destroy);
    if (auto* const failed = rd_kafka_consumer_close_queue(client_.get(), rest.get())) {
        rd_kafka_error_destroy(failed);
        return close_later();
    }
    const auto serve = [](rd_kafka_queue_t* queue) {
        rd_kafka_event_destroy(rd_kafka_queue_poll(queue, static_cast<int>(leave_step.count())));
    };
    const auto end = std::chrono::steady_clock::now() + leave_at_most;
    while (rd_kafka_consumer_closed(client_.get()) == 0) {
        serve(rest.get());
        if (std::chrono::steady_clock::now() <= end) continue;
        target_->source = nullptr;
        std::thread([target = target_, client = std::move(client_), rest = std::move(rest),
                     serve]() mutable {
            while (rd_kafka_consumer_closed(client.get()) == 0) serve(rest.get());
            rest.reset();
            client.reset();
        }).detach();
        return;
    }
}

std::string kafka_source::name_of(std::int32_t partition) const {
    return fmt::format("kafka:{}/{}", from_.topic, partition);
}

std::string kafka_source::identity_of(std::int32_t partition) const {
    std::string identity = fmt::format("kafka:{}/{}/{}", cluster_, from_.topic, partition);
    if (!options_.source_name.empty()) identity += "#" + options_.source_name;
    return bounded_identity(std::move(identity));
}

// What the brokers say of the topic; how the cluster is called is known from then on.
rd_kafka_resp_err_t kafka_source::ask_for_topic(milliseconds longest) {
    const std::unique_ptr<rd_kafka_topic_t, decltype(&rd_kafka_topic_destroy)> topic(
        rd_kafka_topic_new(client_.get(), from_.topic.c_str(), nullptr), rd_kafka_topic_destroy);
    const rd_kafka_metadata_t* answer = nullptr;
    const rd_kafka_resp_err_t failed = rd_kafka_metadata(client_.get(), 0, topic.get(), &answer,
                                                         static_cast<int>(longest.count()));
    if (failed != RD_KAFKA_RESP_ERR_NO_ERROR) return failed;
    const std::unique_ptr<const rd_kafka_metadata_t, decltype(&rd_kafka_metadata_destroy)> kept(
        answer, rd_kafka_metadata_destroy);
    if (answer->topic_cnt != 1) return RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    return answer->topics[0].err;
}

bool kafka_source::open() {
    constexpr unsigned times_unknown_at_most = 3;  // a broker may not have heard of it yet
    unsigned times_unknown = 0;
    while (!options_.how.is_interrupted()) {
        const rd_kafka_resp_err_t said = ask_for_topic(metadata_wait);
        rd_kafka_poll(client_.get(), said == RD_KAFKA_RESP_ERR_NO_ERROR ? 0 : 100);
        if (said == RD_KAFKA_RESP_ERR_NO_ERROR) {
            note_answer();
            subscribe();
            return true;
        }
        if (is_refusal(said) && ++times_unknown == times_unknown_at_most) refusal_ = said;
        check_refusals();
        if (is_away_ || said != RD_KAFKA_RESP_ERR__TRANSPORT) continue;
        note_outage(last_reason_);
    }
    return false;
}

void kafka_source::subscribe() {
    // A broker that is older than 0.10.1 has no name for its cluster.
    char* const cluster =
        rd_kafka_clusterid(client_.get(), static_cast<int>(metadata_wait.count()));
    cluster_ = cluster != nullptr ? cluster : from_.brokers;
    rd_kafka_mem_free(client_.get(), cluster);
    const partition_list topics(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(topics.get(), from_.topic.c_str(), RD_KAFKA_PARTITION_UA);
    if (const auto failed = rd_kafka_subscribe(client_.get(), topics.get()))
        throw failure(errc::file_unreadable,
                      fmt::format("kafka:{}: {}", from_.topic, rd_kafka_err2str(failed)));
    is_open_ = true;
}

// The group waits for the answer, and gets it at once: reading begins when the ledger has said
// where.
void kafka_source::on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t change,
                                rd_kafka_topic_partition_list_t* partitions, void* target) {
    kafka_source* const told = static_cast<callback_target*>(target)->source;
    if (told == nullptr) {
        rd_kafka_assign(client, nullptr);
        return;
    }
    kafka_source& source = *told;
    if (change != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        rd_kafka_assign(client, nullptr);
        source.given_.reset();
        source.is_taken_away_ = true;
        return;
    }
    const partition_list none(rd_kafka_topic_partition_list_new(0));
    rd_kafka_assign(client, none.get());
    source.given_.emplace();
    for (int i = 0; i < partitions->cnt; ++i)
        source.given_->push_back(partitions->elems[i].partition);
}

void kafka_source::on_error(rd_kafka_t* client, int code, const char* reason, void* target) {
    kafka_source* const told = static_cast<callback_target*>(target)->source;
    if (told == nullptr) return;
    kafka_source& source = *told;
    const auto error = static_cast<rd_kafka_resp_err_t>(code);
    if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
        return source.note_outage(source.last_reason_);
    source.last_reason_ = reason;
    if (error == RD_KAFKA_RESP_ERR__FATAL) {
        std::array<char, 512> why{};
        source.refusal_ = rd_kafka_fatal_error(client, why.data(), why.size());
        source.last_reason_ = why.data();
    }
    // Once it has read, a broker may be mended while it waits.
    if (!source.is_open_ && is_refusal(error)) source.refusal_ = error;
}

void kafka_source::check_refusals() const {
    if (refusal_ == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    const std::string name = fmt::format("kafka:{}", from_.topic);
    if (refusal_ == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
        refusal_ == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
        throw failure(errc::file_not_found,
                      fmt::format("{}: there is no such topic at {}; make it, or give its name by "
                                  "--topic",
                                  name, from_.brokers));
    throw failure(errc::file_unreadable,
                  fmt::format("{}: the brokers at {} refuse: {}{}{}; --kafka-option and "
                              "--kafka-options give what they ask for",
                              name, from_.brokers, rd_kafka_err2str(refusal_),
                              last_reason_.empty() ? "" : ": ", last_reason_));
}

void kafka_source::note_outage(const std::string& reason) {
    look_again_ = std::chrono::steady_clock::now() + look_again_after_outage;
    if (std::exchange(is_away_, true) || !options_.how.on_message) return;
    options_.how.on_message(fmt::format("no broker of {} answers{}{}; trying again until one does",
                                        from_.brokers, reason.empty() ? "" : ": ", reason));
}

void kafka_source::note_answer() {
    if (std::exchange(is_away_, false) && options_.how.on_message)
        options_.how.on_message("a broker answers again, going on");
}

// librdkafka connects again by itself, and tells nobody.
void kafka_source::look_whether_it_is_back() {
    if (!is_away_ || std::chrono::steady_clock::now() < look_again_) return;
    if (ask_for_topic(short_wait) == RD_KAFKA_RESP_ERR_NO_ERROR) note_answer();
    look_again_ = std::chrono::steady_clock::now() + look_again_after_outage;
}

void kafka_source::tell_changes(message_listener& listener) {
    if (std::exchange(is_taken_away_, false)) listener.taken_away();
    if (const auto given = std::exchange(given_, std::nullopt)) listener.given(*given);
}

void kafka_source::take(message_listener& listener, const rd_kafka_message_t& next) {
    if (next.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        note_answer();
        log_message taken{next.partition, static_cast<std::uint64_t>(next.offset)};
        if (next.payload != nullptr)
            taken.value.emplace(static_cast<const char*>(next.payload), next.len);
        return listener.take(taken);
    }
    if (next.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
        listener.out_of_range(next.partition);
    else if (is_refusal(next.err))
        refusal_ = next.err;
}

void kafka_source::poll(message_listener& listener, milliseconds longest) {
    int wait = static_cast<int>(longest.count());
    std::size_t bytes = 0;
    for (unsigned i = 0; i < most_messages && bytes < most_bytes; ++i) {
        const std::unique_ptr<rd_kafka_message_t, decltype(&rd_kafka_message_destroy)> next(
            rd_kafka_consumer_poll(client_.get(), wait), rd_kafka_message_destroy);
        tell_changes(listener);
        if (!next) break;
        bytes += next->len;
        take(listener, *next);
        wait = 0;
    }
    check_refusals();
    look_whether_it_is_back();
}

std::optional<offset_range> kafka_source::range_of(std::int32_t partition) {
    std::int64_t first = 0;
    std::int64_t end = 0;
    if (rd_kafka_query_watermark_offsets(client_.get(), from_.topic.c_str(), partition, &first,
                                         &end, static_cast<int>(range_wait.count())) !=
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return std::nullopt;
    return offset_range{static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(end)};
}

void kafka_source::read_from(const partition_places& places) {
    const partition_list list(rd_kafka_topic_partition_list_new(static_cast<int>(places.size())));
    for (const auto& [partition, place] : places)
        rd_kafka_topic_partition_list_add(list.get(), from_.topic.c_str(), partition)->offset =
            static_cast<std::int64_t>(place);
    if (const auto failed = rd_kafka_assign(client_.get(), list.get()))
        throw failure(errc::file_unreadable,
                      fmt::format("kafka:{}: {}", from_.topic, rd_kafka_err2str(failed)));
}

std::optional<std::uint64_t> kafka_source::end_of(std::int32_t partition) const {
    std::int64_t first = 0;
    std::int64_t end = 0;
    if (rd_kafka_get_watermark_offsets(client_.get(), from_.topic.c_str(), partition, &first,
                                       &end) != RD_KAFKA_RESP_ERR_NO_ERROR ||
        end < 0)
        return std::nullopt;
    return static_cast<std::uint64_t>(end);
}

// Fails for a partition that has gone meanwhile, which its next reader shows.
void kafka_source::stored(std::int32_t partition, std::uint64_t place) {
    const partition_list list(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(list.get(), from_.topic.c_str(), partition)->offset =
        static_cast<std::int64_t>(place);
    rd_kafka_offsets_store(client_.get(), list.get());
}

}  // namespace attrib::detail
