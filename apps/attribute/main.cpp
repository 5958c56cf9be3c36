// attrib-attribute: CSV or NDJSON files of events in, tables of sessions and credits out, no
// database; or files of paths in, and what each channel earns out.
#include <apps/attribute/attribute_files.hpp>
#include <apps/attribute/path_summary.hpp>
#include <apps/console/interrupt.hpp>
#include <apps/console/program.hpp>
#include <apps/console/summary.hpp>
#include <iostream>

namespace {

using namespace attrib;

constexpr const char* self_name = "attrib-attribute";

int run_events(const attribute_options& options, const std::vector<std::string>& paths) {
    if (paths.empty())
        throw failure(errc::invalid_option, "nothing to work on: give FILE... or --paths FILE");
    if (options.output.empty())
        throw failure(errc::invalid_option, "the option '--output' is required but missing");
    const attribution_outcome done = attribute_files(options, paths);
    console::report(std::cout, done.summary, done.found, options.json, done.compared);
    for (const std::string& warning : done.warnings)
        std::cerr << self_name << ": warning: " << warning << '\n';
    done.accepted.throw_unless_passed("no table was written");
    return 0;
}

int run_paths(const attribute_options& options, const std::vector<std::string>& more) {
    std::vector<std::string> paths = options.paths.files();
    paths.insert(paths.end(), more.begin(), more.end());
    const path_outcome done = attribute_path_files(options, paths);
    report_paths(std::cout, done, options.json);
    done.accepted.throw_unless_passed("no table was written");
    return 0;
}

int run(const attribute_options& options, const console::program& self) {
    console::watch_interrupts(console::stopping::within_a_second);
    options.paths.check_given(self.given);
    return options.paths.are_asked() ? run_paths(options, self.arguments)
                                     : run_events(options, self.arguments);
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
            "(.gz, .zst); - is standard input. With --paths it holds paths instead, with counts of "
            "journeys: then the summary has what every model that needs no times gives.",
        .examples = {"attrib-attribute --output tables events.csv",
                     "attrib-attribute --output tables --conversion sign_up *.ndjson.gz",
                     "attrib-attribute --output tables --compare last_non_direct,linear events.csv",
                     "zcat export.csv.gz | attrib-attribute --output tables --json -",
                     "attrib-attribute --paths paths.csv",
                     "attrib-attribute --paths paths.csv --model markov --order 2 --output tables",
                     "attrib-attribute --paths paths.csv --path-columns path=journey,value=sales"}};
    options.add_to(self.options);
    return console::run_program(argc, argv, self, [&] { return run(options, self); });
}
