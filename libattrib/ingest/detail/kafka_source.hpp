/// @file
/// A topic of Kafka, by librdkafka.
#pragma once

#include <librdkafka/rdkafka.h>

#include <libattrib/ingest/kafka_stream.hpp>
#include <libattrib/ingest/message_source.hpp>
#include <memory>

namespace attrib::detail {

/// A member of a consumer group of librdkafka.
class kafka_source final : public message_source {
   public:
    /// REQUIRES: a setting `group.id`; the options outlive it. Throws failure (invalid_option).
    kafka_source(const kafka_topic& from, const stream_options& options);
    ~kafka_source() override;

    [[nodiscard]] std::string name_of(std::int32_t partition) const override;
    [[nodiscard]] std::string identity_of(std::int32_t partition) const override;
    [[nodiscard]] bool open() override;
    void poll(message_listener& listener, std::chrono::milliseconds longest) override;
    [[nodiscard]] std::optional<offset_range> range_of(std::int32_t partition) override;
    void read_from(const partition_places& places) override;
    [[nodiscard]] std::optional<std::uint64_t> end_of(std::int32_t partition) const override;
    void stored(std::int32_t partition, std::uint64_t place) override;

   private:
    struct close_client {
        void operator()(rd_kafka_t* client) const {
            rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
        }
    };
    struct free_partitions {
        void operator()(rd_kafka_topic_partition_list_t* list) const {
            rd_kafka_topic_partition_list_destroy(list);
        }
    };
    using partition_list = std::unique_ptr<rd_kafka_topic_partition_list_t, free_partitions>;

    using client_handle = std::unique_ptr<rd_kafka_t, close_client>;

    // Whom callbacks tell; nobody once the source is gone, which its client may outlive.
    struct callback_target {
        kafka_source* source;
    };

    static void on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t change,
                             rd_kafka_topic_partition_list_t* partitions, void* target);
    static void on_error(rd_kafka_t* client, int code, const char* reason, void* target);

    [[nodiscard]] rd_kafka_resp_err_t ask_for_topic(std::chrono::milliseconds longest);
    void subscribe();
    void leave_group();
    void close_later();
    void take(message_listener& listener, const rd_kafka_message_t& next);
    void tell_changes(message_listener& listener);
    void check_refusals() const;
    void note_outage(const std::string& reason);
    void note_answer();
    void look_whether_it_is_back();

    kafka_topic from_;
    const stream_options& options_;
    std::string cluster_;                             // part of identities
    std::optional<std::vector<std::int32_t>> given_;  // by a callback, not told yet
    bool is_taken_away_ = false;
    rd_kafka_resp_err_t refusal_ = RD_KAFKA_RESP_ERR_NO_ERROR;  // that no waiting mends
    std::string last_reason_;                                   // why a broker was not reached
    bool is_away_ = false;
    bool is_open_ = false;
    std::chrono::steady_clock::time_point look_again_{};
    std::shared_ptr<callback_target> target_ =
        std::make_shared<callback_target>(callback_target{this});
    client_handle client_;
};

}  // namespace attrib::detail
