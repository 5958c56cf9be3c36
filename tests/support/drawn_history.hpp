/// @file
/// Drawn histories for property tests on a database: hostile events with and without channels,
/// settings, batches; and whether the tables are right behind them.
#pragma once

#include <deque>
#include <libattrib/event/campaign.hpp>
#include <libattrib/ingest/raw_batch.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/marts/rebuild.hpp>
#include <libattrib/marts/refresh.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <libattrib/sql_models/verify_tables.hpp>
#include <tests/catch.hpp>
#include <tests/property/hostile_events.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

/// Events whose channel the rules must find: from parameters, click identifiers and referrers.
inline rc::Gen<event> without_channel(const event& given) {
    return rc::gen::exec([given] {
        const auto text = [](std::initializer_list<std::string_view> choices) {
            return *rc::gen::elementOf(std::vector<std::string_view>(choices));
        };
        event made = given;
        made.channel = {};
        made.source = text({"", "", "", "GOOGLE", "(direct)", "Shopping", "\xC3\x89tsy",
                            "pay.klarna.com", "chatgpt.com"});
        made.medium = text({"", "", "", "CPC", "(none)", "email", "app", "organic", "referral"});
        made.campaign = text({"", "", "Eshop", "workshop", "x\ncross-network"});
        made.page_location =
            text({"", "/a", "https://www.shop.example/?utm_source=bing&utm_medium=cpc",
                  "https://shop.example/?gclid=1", "https://shop.example/?fbclid=1&utm_medium=%20",
                  "/?utm_campaign=a%20shop&utm_source=%C3%89&utm_medium=paid+x",
                  "shop.example/#/a?UTM_Source=x&amp;utm_medium=referral",
                  "/?utm_campaign=lone?srsltid=1"});
        made.page_referrer =
            text({"", "https://shop.example/x", "https://www.google.de/", "https://L.facebook.com/",
                  "https://www.paypal.com/", "https://news.example/",
                  "android-app://com.google.android.gm", "www.bing.com",
                  "//eur01.safelinks.protection.outlook.com/", "https://xn--mnchen-3ya.example/",
                  "docs.google.com/a", "https://shop-example.translate.goog/"});
        return made;
    });
}

/// Hostile events, half of them without a channel.
inline rc::Gen<std::vector<event>> drawn_events() {
    return rc::gen::exec([] {
        std::vector<event> events = *hostile_events();
        for (event& each : events)
            if (*rc::gen::arbitrary<bool>()) each = *without_channel(each);
        return events;
    });
}

inline channel_rules own_rules() {
    return parse_channel_rules(
               {"rules",
                "position,channel,source_pattern,medium_pattern,referrer_category,"
                "click_id_pattern\n1,Ads,,^(cpc|paid.*)$,,\n2,Ads,,,,clid$\n3,Found,,,"
                "search,\n4,Named,.,,,\n"},
               {"sources", "source,category\nGoogle.de,search\n"})
        .value();
}

/// Settings that differ from case to case.
inline sql_options drawn_options(const temporary_database& database) {
    sql_options options{
        .database = database.name(),
        .attribution = {},
        .rules = *rc::gen::arbitrary<bool>() ? default_channel_rules() : own_rules(),
        .select = {}};
    attribution_options& chosen = options.attribution;
    chosen.lookback = std::chrono::days{*rc::gen::element(14, 14, 7, 0, 28)};
    chosen.session_timeout = std::chrono::minutes{*rc::gen::element(30, 30, 60, 0)};
    chosen.conversions = *rc::gen::element(std::vector<std::string>{"purchase"},
                                           std::vector<std::string>{"purchase", "sign_up", "it's"});
    chosen.zone =
        time_zone::named(*rc::gen::element<std::string>("UTC", "Europe/Berlin", "America/New_York"))
            .value();
    return options;
}

/// Stores events, as they are, as one batch of the ledger, at a place of its own; every third is a
/// bulk batch.
inline void store_filled_events(connection& on, const std::vector<event>& events,
                                std::uint64_t position) {
    const std::string source = "property";
    const std::int64_t id =
        reserve_batch_id(on, position % 3 == 0 ? batch_kind::bulk : batch_kind::single_rows);
    event_chunk where;
    where.begin = position;
    where.end = position + 1;
    raw_batch batch;
    batch.clear(id);
    for (const event& each : events) batch.accept(each);
    REQUIRE(store_batch(on, batch,
                        {id, source, source, where, {events.size(), events.size(), 0, 1, 0}}));
}

/// The same, with what the events' URLs say.
inline void store_events(connection& on, std::vector<event> events, std::uint64_t position) {
    std::deque<campaign_reader> readers;  // each keeps the texts of its last event
    for (event& each : events) readers.emplace_back().fill(each);
    store_filled_events(on, events, position);
}

/// Tables of no events with drawn settings, and a refresher of them.
class drawn_live_tables {
   public:
    drawn_live_tables(const temporary_database& database, const sql_options& options)
        : classifier_(channel_classifier::compile(options.rules).value()),
          on_(database.connect()),
          refresh_(on_, options.attribution, classifier_) {
        make_empty(database, options);
    }

    /// Takes in all batches that wait; calls `taken` with the summary of each refresh.
    template <class Taken>
    void refresh(const Taken& taken) {
        while (const auto done = refresh_.take_waiting(rows_at_once)) taken(*done);
    }

   private:
    static constexpr std::uint64_t rows_at_once = 20;

    void make_empty(const temporary_database& database, const sql_options& options) {
        on_.run("truncate ga4_events_raw, ingest_batches, model_state");
        rebuild_options rebuild;
        rebuild.database = database.name();
        rebuild.engine.attribution = options.attribution;
        rebuild_tables(rebuild, classifier_);
    }

    channel_classifier classifier_;
    connection on_;
    refresher refresh_;
};

/// Checks that both engines, from the raw events, give the tables there are.
inline void check_equal(const temporary_database& database, const sql_options& options) {
    rebuild_options how;
    how.database = database.name();
    how.engine.attribution = options.attribution;
    const auto classifier = channel_classifier::compile(options.rules).value();
    for (const char* const engine : {"cpp", "sql"}) {
        const verification found = verify_tables(how, classifier, engine);
        for (const differing_row& row : found.first)
            UNSCOPED_INFO(name_of(row.which)
                          << (row.is_stored ? " only there " : " only again ") << row.row);
        INFO("computed again by " << engine);
        CHECK(found.is_equal());
    }
}

}  // namespace attrib::test
