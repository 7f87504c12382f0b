#include "services/event/import/calendar_blocks.hpp"

#include "services/event/import/text.hpp"

#include <optional>

namespace boxoffice::event {

namespace {

bool equals_without_case(std::string_view text, std::string_view capitals) {
    return text.size() == capitals.size() && std::equal(text.begin(), text.end(), capitals.begin(), [](char a, char b) {
               return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b;
           });
}

class BlockReader {
public:
    explicit BlockReader(std::string_view text) : text_(text) {}

    CalendarBlocks read() {
        for (std::size_t at = 0; at < text_.size(); ++line_) {
            const auto end = std::min(text_.find('\n', at), text_.size());
            const auto behind = std::min(end + 1, text_.size());
            take_line(text_.substr(at, end - at), at, behind);
            at = behind;
        }
        end_event(text_.size(), false);
        return std::move(blocks_);
    }

private:
    void take_line(std::string_view line, std::size_t begin, std::size_t behind) {
        const auto content = trim(line);
        if (equals_without_case(content, "BEGIN:VEVENT")) {
            end_event(begin, false);
            begin_ = begin;
            begin_line_ = line_;
        } else if (equals_without_case(content, "END:VEVENT")) {
            end_event(behind, true);
        } else if (equals_without_case(content, "END:VCALENDAR")) {
            end_event(begin, false);
        } else if (!begin_) {
            take_property(content);
        }
    }

    void take_property(const std::string& content) {
        const auto colon = content.find(':');
        if (colon == std::string::npos) return;
        const auto name = std::string_view(content).substr(0, std::min(content.find(';'), colon));
        const auto value = content.substr(colon + 1);
        if (equals_without_case(name, "X-WR-TIMEZONE")) blocks_.time_zone = value;
        if (equals_without_case(name, "TZID")) zone_id_ = value;
        if (equals_without_case(name, "X-LIC-LOCATION")) blocks_.zone_names[zone_id_] = value;
    }

    void end_event(std::size_t behind, bool closed) {
        if (!begin_) return;
        blocks_.events.push_back({begin_line_, text_.substr(*begin_, behind - *begin_), closed});
        begin_.reset();
    }

    std::string_view text_;
    std::int64_t line_ = 1;
    std::optional<std::size_t> begin_;
    std::int64_t begin_line_ = 1;
    std::string zone_id_;
    CalendarBlocks blocks_;
};

}  // namespace

CalendarBlocks part_calendar(std::string_view text) { return BlockReader(text).read(); }

}  // namespace boxoffice::event
