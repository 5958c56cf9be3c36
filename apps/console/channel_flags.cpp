#include <apps/console/channel_flags.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <libattrib/io/channel_rules_file.hpp>

namespace attrib::console {

namespace po = boost::program_options;

void channel_flags::add_to(po::options_description& options) {
    auto add = options.add_options();
    add("channel-rules", po::value(&rules_file_)->value_name("FILE"),
        "channel rules instead of GA4's default channel group, as models/seeds/channel_rules.csv");
    add("channel-sources", po::value(&sources_file_)->value_name("FILE"),
        "categories of sources instead of the default ones, as models/seeds/channel_sources.csv");
}

result<channel_rules> channel_flags::rules() const {
    return read_channel_rules(rules_file_, sources_file_);
}

}  // namespace attrib::console
