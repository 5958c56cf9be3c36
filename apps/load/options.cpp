#include <apps/console/interrupt.hpp>
#include <apps/console/numbers.hpp>
#include <apps/load/options.hpp>
#include <boost/program_options/value_semantic.hpp>

namespace attrib {

void load_flags::add_to(boost::program_options::options_description& options) {
    database.add_to(options);
    map.add_to(options);
    auto add = options.add_options();
    add("threads", console::whole_number(threads, "threads", 1, 64),
        "connections that COPY at once");
    add("batch-kib", console::whole_number(batch_kib, "batch-kib", 1, 65'536),
        "text a transaction, about, in KiB");
    add("json", boost::program_options::bool_switch(&json), "print the summary as JSON");
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
