// attrib-attribute: CSV or NDJSON files of events in, tables of sessions and credits out, no
// database.
#include <apps/attribute/attribute_files.hpp>
#include <apps/console/interrupt.hpp>
#include <apps/console/program.hpp>
#include <apps/console/summary.hpp>
#include <iostream>

namespace {

using namespace attrib;

constexpr const char* self_name = "attrib-attribute";

int run(const attribute_options& options, const std::vector<std::string>& paths) {
    console::watch_interrupts(console::stopping::within_a_second);
    const attribution_outcome done = attribute_files(options, paths);
    console::report(std::cout, done.summary, done.found, options.json, done.compared);
    for (const std::string& warning : done.warnings)
        std::cerr << self_name << ": warning: " << warning << '\n';
    done.accepted.throw_unless_passed("no table was written");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    attribute_options options;
    console::program self{
        .name = self_name,
        .purpose = "says which channel earned each conversion, without a database",
        .usage = "FILE...",
        .notes =
            "FILE holds events as CSV or as JSON, one object a line (NDJSON), also compressed "
            "(.gz, .zst); - is standard input.",
        .examples = {"attrib-attribute --output tables events.csv",
                     "attrib-attribute --output tables --conversion sign_up --conversion purchase "
                     "*.ndjson.gz",
                     "attrib-attribute --output tables --compare last_non_direct,linear events.csv",
                     "zcat export.csv.gz | attrib-attribute --output tables --json -"},
        .needs_arguments = true};
    options.add_to(self.options);
    return console::run_program(argc, argv, self, [&] { return run(options, self.arguments); });
}
