#include <libattrib/core/threads.hpp>
#include <libattrib/ingest/detail/message_reader.hpp>
#include <libattrib/ingest/detail/message_store.hpp>
#include <libattrib/ingest/message_stream.hpp>

namespace attrib {

stream_status stream_messages(message_source& source, const stream_options& options) {
    std::atomic<std::uint64_t> behind{0};
    detail::message_handoff handoff;
    detail::message_reader reader(options, source, handoff, behind);
    detail::message_store store(options, source, handoff, behind);
    run_on_threads(2, [&](unsigned index) {
        try {
            if (index == 0)
                reader.run();
            else
                store.run();
        } catch (...) {  // thrown again: only the other thread must learn of it
            handoff.abandon();
            throw;
        }
    });
    return store.status();
}

}  // namespace attrib
