#include "services/event/import/csv.hpp"

#include "services/event/import/dates.hpp"
#include "services/event/import/table.hpp"
#include "services/event/import/text.hpp"

#include <algorithm>

namespace boxoffice::event {

namespace {

std::string lower(std::string text) {
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

/// Where each known column stands, and how many there are in all.
struct Header {
    std::map<std::string, std::size_t, std::less<>> places;
    std::size_t width = 0;
};

std::optional<std::string> cell(const Header& header, const TableRow& row, std::string_view name) {
    const auto place = header.places.find(name);
    if (place == header.places.end() || place->second >= row.cells.size()) return std::nullopt;
    return trimmed_or_none(one_line(row.cells[place->second]));
}

Header read_header(const TableRow& row) {
    Header header{.places = {}, .width = row.cells.size()};
    for (std::size_t i = 0; i < row.cells.size(); ++i) header.places.emplace(lower(trim(row.cells[i])), i);
    return header;
}

std::expected<void, std::string> set_dates(const Header& header, const TableRow& row, EventDraft& draft) {
    const auto starts_on = cell(header, row, "starts_on");
    const auto ends_on = cell(header, row, "ends_on");
    if (!starts_on) return std::unexpected("starts_on is missing");
    const auto first = read_date(*starts_on);
    if (!first) return std::unexpected("starts_on is not a date like 2027-03-14");
    draft.all_day = true;
    draft.starts_at = midnight(std::chrono::local_days(*first), draft.time_zone);
    if (!ends_on) return {};
    const auto last = read_date(*ends_on);
    if (!last) return std::unexpected("ends_on is not a date like 2027-03-14");
    if (*last < *first) return std::unexpected("ends_on is before starts_on");
    draft.ends_at = midnight(std::chrono::local_days(*last) + std::chrono::days(1), draft.time_zone);
    return {};
}

std::expected<EventDraft, std::string> read_row(const Header& header, const TableRow& row) {
    if (row.torn) return std::unexpected("a quote is not closed, or something follows one");
    if (row.cells.size() != header.width)
        return std::unexpected("has " + std::to_string(row.cells.size()) + " cells instead of " +
                               std::to_string(header.width));
    if (!std::ranges::all_of(row.cells, is_utf8)) return std::unexpected("is not UTF-8");
    EventDraft draft;
    draft.line = row.line;
    draft.name = cell(header, row, "name").value_or("");
    if (draft.name.empty()) return std::unexpected("name is missing");
    if (auto dates = set_dates(header, row, draft); !dates) return std::unexpected(std::move(dates.error()));
    draft.city = cell(header, row, "city");
    draft.country = cell(header, row, "country");
    draft.url = web_address(cell(header, row, "url"));
    auto topics = cell(header, row, "topics").value_or("");
    std::ranges::replace(topics, ',', ';');
    draft.topics = split(topics, ';');
    const auto online = lower(cell(header, row, "online").value_or(""));
    if (!draft.city && (online == "true" || online == "yes" || online == "1")) draft.venue = "Online";
    draft.identity = "csv\n" + draft.name + "\n" + cell(header, row, "starts_on").value_or("") + "\n" +
                     draft.city.value_or("") + "\n" + draft.url.value_or("");
    return draft;
}

}  // namespace

Reading read_csv(std::string_view text) {
    Reading reading;
    const auto rows = read_table(text);
    if (rows.empty()) {
        reading.faults.push_back({1, "the file is empty: a row with the columns' names is needed"});
        return reading;
    }
    const auto header = read_header(rows.front());
    for (const auto* needed : {"name", "starts_on"})
        if (!header.places.contains(needed))
            reading.faults.push_back({rows.front().line, std::string("the column \"") + needed + "\" is missing"});
    if (!reading.faults.empty()) return reading;
    for (const auto& row : std::span(rows).subspan(1)) {
        if (auto draft = read_row(header, row))
            reading.drafts.push_back(std::move(*draft));
        else
            reading.faults.push_back({row.line, std::move(draft.error())});
    }
    return reading;
}

}  // namespace boxoffice::event
