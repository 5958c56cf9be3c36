#include <libattrib/postgres/raw_events.hpp>

#include <libattrib/postgres/event_copy.hpp>
#include <string>

namespace attrib {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;

}  // namespace

raw_events::raw_events(connection& on)
    : reader_(on, "select " + raw_column_list() + " from ga4_events_raw") {}

bool raw_events::read_some(event_consumer& consumer) {
    thread_local std::string rows;
    rows.clear();
    {
        const std::scoped_lock lock(mutex_);
        if (!reader_.read(rows, piece_bytes)) return false;
    }
    copy_decoder decoder(rows);
    while (decoder.next_row(raw_event_fields)) consumer.accept(take_raw_fields(decoder));
    return true;
}

}  // namespace attrib
