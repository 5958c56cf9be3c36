// kafka_tool BROKERS create TOPIC PARTITIONS [NAME=VALUE...]   with settings of the topic
// kafka_tool BROKERS grow TOPIC PARTITIONS
// kafka_tool BROKERS delete TOPIC
// kafka_tool BROKERS transactions TOPIC   lines of standard input as messages, in transactions of
//                                         100, each second of which is aborted
// kafka_tool BROKERS trim TOPIC PARTITION OFFSET   deletes the messages before an offset
// What kcat cannot do for the tests. Says what went wrong and ends with 1.
#include <librdkafka/rdkafka.h>

#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

constexpr int patience_ms = 60'000;

void check(rd_kafka_resp_err_t code) {
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(rd_kafka_err2str(code));
}

void check(rd_kafka_error_t* failed) {
    if (failed == nullptr) return;
    const std::string why = rd_kafka_error_string(failed);
    rd_kafka_error_destroy(failed);
    throw std::runtime_error(why);
}

void set(rd_kafka_conf_t* conf, const char* name, const std::string& value) {
    char why[512];
    if (rd_kafka_conf_set(conf, name, value.c_str(), why, sizeof why) != RD_KAFKA_CONF_OK)
        throw std::runtime_error(why);
}

using client = std::unique_ptr<rd_kafka_t, decltype(&rd_kafka_destroy)>;

client producer(const std::string& brokers, const std::string& transactions) {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", brokers);
    if (!transactions.empty()) set(conf, "transactional.id", transactions);
    char why[512];
    rd_kafka_t* const made = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    if (made == nullptr) throw std::runtime_error(why);
    return {made, rd_kafka_destroy};
}

// Sends a request of an administrator and waits for its answer.
void ask(rd_kafka_t* on, const std::function<void(rd_kafka_queue_t*)>& request) {
    const std::unique_ptr<rd_kafka_queue_t, decltype(&rd_kafka_queue_destroy)> answers(
        rd_kafka_queue_new(on), rd_kafka_queue_destroy);
    request(answers.get());
    const std::unique_ptr<rd_kafka_event_t, decltype(&rd_kafka_event_destroy)> answer(
        rd_kafka_queue_poll(answers.get(), patience_ms), rd_kafka_event_destroy);
    if (!answer) throw std::runtime_error("no answer");
    check(rd_kafka_event_error(answer.get()));
    const auto check_topics = [](const rd_kafka_topic_result_t** results, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) check(rd_kafka_topic_result_error(results[i]));
    };
    std::size_t count = 0;
    if (const auto* const made = rd_kafka_event_CreateTopics_result(answer.get()))
        check_topics(rd_kafka_CreateTopics_result_topics(made, &count), count);
    if (const auto* const grown = rd_kafka_event_CreatePartitions_result(answer.get()))
        check_topics(rd_kafka_CreatePartitions_result_topics(grown, &count), count);
    if (const auto* const gone = rd_kafka_event_DeleteTopics_result(answer.get()))
        check_topics(rd_kafka_DeleteTopics_result_topics(gone, &count), count);
}

void create(rd_kafka_t* on, const std::vector<std::string>& words) {
    char why[512];
    rd_kafka_NewTopic_t* topic =
        rd_kafka_NewTopic_new(words[0].c_str(), std::stoi(words[1]), -1, why, sizeof why);
    if (topic == nullptr) throw std::runtime_error(why);
    for (std::size_t i = 2; i < words.size(); ++i) {
        const std::size_t equals = words[i].find('=');
        rd_kafka_NewTopic_set_config(topic, words[i].substr(0, equals).c_str(),
                                     words[i].substr(equals + 1).c_str());
    }
    ask(on, [&](rd_kafka_queue_t* to) { rd_kafka_CreateTopics(on, &topic, 1, nullptr, to); });
    rd_kafka_NewTopic_destroy(topic);
}

void grow(rd_kafka_t* on, const std::vector<std::string>& words) {
    char why[512];
    rd_kafka_NewPartitions_t* more = rd_kafka_NewPartitions_new(
        words[0].c_str(), static_cast<std::size_t>(std::stoi(words[1])), why, sizeof why);
    if (more == nullptr) throw std::runtime_error(why);
    ask(on, [&](rd_kafka_queue_t* to) { rd_kafka_CreatePartitions(on, &more, 1, nullptr, to); });
    rd_kafka_NewPartitions_destroy(more);
}

void remove(rd_kafka_t* on, const std::vector<std::string>& words) {
    rd_kafka_DeleteTopic_t* topic = rd_kafka_DeleteTopic_new(words[0].c_str());
    ask(on, [&](rd_kafka_queue_t* to) { rd_kafka_DeleteTopics(on, &topic, 1, nullptr, to); });
    rd_kafka_DeleteTopic_destroy(topic);
}

void trim(rd_kafka_t* on, const std::vector<std::string>& words) {
    rd_kafka_topic_partition_list_t* const before = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(before, words[0].c_str(), std::stoi(words[1]))->offset =
        std::stoll(words[2]);
    rd_kafka_DeleteRecords_t* request = rd_kafka_DeleteRecords_new(before);
    rd_kafka_topic_partition_list_destroy(before);
    ask(on, [&](rd_kafka_queue_t* to) { rd_kafka_DeleteRecords(on, &request, 1, nullptr, to); });
    rd_kafka_DeleteRecords_destroy(request);
}

void transactions(rd_kafka_t* on, const std::vector<std::string>& words) {
    constexpr int messages_each = 100;
    const std::unique_ptr<rd_kafka_topic_t, decltype(&rd_kafka_topic_destroy)> topic(
        rd_kafka_topic_new(on, words[0].c_str(), nullptr), rd_kafka_topic_destroy);
    check(rd_kafka_init_transactions(on, patience_ms));
    std::string line;
    bool has_line = static_cast<bool>(std::getline(std::cin, line));
    for (int number = 0; has_line; ++number) {
        check(rd_kafka_begin_transaction(on));
        for (int i = 0; has_line && i < messages_each; ++i) {
            if (rd_kafka_produce(topic.get(), RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY,
                                 line.data(), line.size(), nullptr, 0, nullptr) != 0)
                check(rd_kafka_last_error());
            has_line = static_cast<bool>(std::getline(std::cin, line));
        }
        check(rd_kafka_flush(on, patience_ms));
        check(number % 2 == 0 ? rd_kafka_commit_transaction(on, patience_ms)
                              : rd_kafka_abort_transaction(on, patience_ms));
    }
}

int run(const std::vector<std::string>& words) {
    if (words.size() < 3) throw std::runtime_error("see the head of kafka_tool.cpp");
    const std::string& command = words[1];
    const std::vector<std::string> rest(words.begin() + 2, words.end());
    const client on = producer(words[0], command == "transactions" ? "attrib-tests" : "");
    if (command == "create") create(on.get(), rest);
    if (command == "grow") grow(on.get(), rest);
    if (command == "delete") remove(on.get(), rest);
    if (command == "trim") trim(on.get(), rest);
    if (command == "transactions") transactions(on.get(), rest);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run({argv + 1, argv + argc});
    } catch (const std::exception& failed) {
        std::cerr << "kafka_tool: " << failed.what() << '\n';
        return 1;
    }
}
