/// @file
/// librdkafka's mock cluster: brokers of this process that speak Kafka's protocol on real sockets.
#pragma once

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace attrib::test {

/// Keeps up to 100,000 messages or 5 MiB a partition, and then forgets the oldest.
class mock_kafka {
   public:
    mock_kafka() {
        rd_kafka_conf_t* const conf = rd_kafka_conf_new();
        char why[512];
        rd_kafka_conf_set(conf, "test.mock.num.brokers", "1", why, sizeof why);
        rd_kafka_conf_set(conf, "linger.ms", "0", why, sizeof why);
        rd_kafka_conf_set(conf, "queue.buffering.max.messages", "1000000", why, sizeof why);
        rd_kafka_conf_set_log_cb(conf, nullptr);
        producer_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why));
        if (!producer_) throw std::runtime_error(why);
        cluster_ = rd_kafka_handle_mock_cluster(producer_.get());
    }

    [[nodiscard]] std::string brokers() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }
    [[nodiscard]] rd_kafka_mock_cluster_t* cluster() const noexcept { return cluster_; }

    void create(const std::string& topic, int partitions) {
        if (rd_kafka_mock_topic_create(cluster_, topic.c_str(), partitions, 1) != 0)
            throw std::runtime_error("topic " + topic);
    }

    /// Without a value: a tombstone. `flush` makes sure that it is there.
    void send(const std::string& topic, int partition, const std::optional<std::string>& value) {
        std::string text = value.value_or("");
        std::array<rd_kafka_vu_t, 5> said{};
        said[0].vtype = RD_KAFKA_VTYPE_TOPIC;
        said[0].u.cstr = topic.c_str();
        said[1].vtype = RD_KAFKA_VTYPE_PARTITION;
        said[1].u.i32 = partition;
        said[2].vtype = RD_KAFKA_VTYPE_VALUE;
        said[2].u.mem.ptr = value ? text.data() : nullptr;
        said[2].u.mem.size = text.size();
        said[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
        said[3].u.i = RD_KAFKA_MSG_F_COPY | RD_KAFKA_MSG_F_BLOCK;
        said[4].vtype = RD_KAFKA_VTYPE_HEADER;
        said[4].u.header.name = "trace";
        said[4].u.header.val = text.data();
        said[4].u.header.size = 0;
        if (auto* const failed = rd_kafka_produceva(producer_.get(), said.data(), said.size()))
            throw std::runtime_error(rd_kafka_error_string(failed));
    }

    void flush() {
        if (rd_kafka_flush(producer_.get(), 60'000) != RD_KAFKA_RESP_ERR_NO_ERROR)
            throw std::runtime_error("messages were not sent");
    }

    void stop() { rd_kafka_mock_broker_set_down(cluster_, 1); }
    void start() { rd_kafka_mock_broker_set_up(cluster_, 1); }

   private:
    struct close {
        void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
    };
    std::unique_ptr<rd_kafka_t, close> producer_;
    rd_kafka_mock_cluster_t* cluster_ = nullptr;
};

/// An event whose event_id is a number.
inline std::string numbered_event(int number) {
    return R"({"event_id":")" + std::to_string(number) + R"(","user_pseudo_id":"u)" +
           std::to_string(number % 50) +
           R"(","event_timestamp":"2025-03-01T10:00:00Z","event_name":"view"})";
}

}  // namespace attrib::test
