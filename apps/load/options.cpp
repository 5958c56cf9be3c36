#include <apps/console/help.hpp>
#include <apps/console/interrupt.hpp>
#include <apps/console/numbers.hpp>
#include <apps/load/options.hpp>
#include <boost/program_options/value_semantic.hpp>

namespace attrib {

namespace po = boost::program_options;

void load_flags::add_to(po::options_description& options) {
    po::options_description reading = console::option_group("Reading files");
    map.add_to(reading);
    po::options_description storing = console::option_group("Database");
    database.add_to(storing);
    auto add = storing.add_options();
    add("threads", console::whole_number(threads, "threads", 1, 64),
        "connections that COPY at once");
    add("batch-kib", console::whole_number(batch_kib, "batch-kib", 1, 65'536),
        "text a transaction, about, in KiB");
    po::options_description results = console::option_group("Results");
    results.add_options()("json", po::bool_switch(&json), "print the summary as JSON");
    options.add(reading).add(storing).add(results);
}

load_options load_flags::load() const {
    load_options options;
    options.reading = map.reading().value();
    options.threads = static_cast<unsigned>(threads);
    options.batch_bytes = static_cast<std::size_t>(batch_kib) * 1024;
    options.how.interrupt = &console::interrupt_flag();
    return options;
}

}  // namespace attrib
