#include <apps/stream/kafka_flags.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <libattrib/core/error.hpp>

namespace attrib {

namespace po = boost::program_options;

void kafka_flags::add_to(po::options_description& options) {
    auto add = options.add_options();
    add("kafka", po::value(&brokers_)->value_name("BROKERS"),
        "read a topic of Kafka instead of FILE, until Ctrl-C: HOST:PORT of some brokers, with "
        "commas between");
    add("topic", po::value(&topic_)->value_name("TOPIC"), "the topic; its messages are JSON");
    add("kafka-option", po::value(&settings_)->composing()->value_name("NAME=VALUE"),
        "an option of librdkafka, such as security.protocol=SSL; may be given again");
    add("kafka-options", po::value(&settings_file_)->value_name("FILE"),
        "a file of such options, one a line: the place for passwords, which ps would show");
}

bool kafka_flags::are_given() const noexcept {
    return !brokers_.empty() || !topic_.empty() || !settings_.empty() || !settings_file_.empty();
}

kafka_topic kafka_flags::topic() const {
    if (brokers_.empty() || topic_.empty())
        throw failure(errc::invalid_option, "--kafka BROKERS and --topic TOPIC go together");
    kafka_topic from{brokers_, topic_};
    if (!settings_file_.empty()) add_kafka_settings_of(from.settings, settings_file_).value();
    for (const std::string& each : settings_) {
        const auto added = add_kafka_setting(from.settings, each);
        if (!added) throw failure(added.error().code, "--kafka-option: " + added.error().message);
    }
    return from;
}

}  // namespace attrib
