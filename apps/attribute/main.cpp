// attrib-attribute: CSV files of events in, tables of sessions and credits out, no database.
#include <apps/attribute/attribute_files.hpp>
#include <apps/console/interrupt.hpp>
#include <apps/console/program.hpp>
#include <apps/console/summary.hpp>
#include <iostream>

namespace {

using namespace attrib;

int run(const attribute_options& options, const std::vector<std::string>& paths) {
    console::watch_interrupts(console::stopping::within_a_second);
    console::report(std::cout, attribute_files(options, paths), options.json);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    attribute_options options;
    console::program self{
        .name = "attrib-attribute",
        .purpose = "says which channel earned each conversion, without a database",
        .usage = "FILE...",
        .notes = "FILE is a CSV of events, also .gz or .zst; - is standard input.",
        .needs_arguments = true};
    options.add_to(self.options);
    return console::run_program(argc, argv, self, [&] { return run(options, self.arguments); });
}
