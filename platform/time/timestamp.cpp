#include "platform/time/timestamp.hpp"

#include <cassert>

namespace boxoffice {

namespace {

using namespace std::chrono;

template <int Width>
char* write_digits(char* to, int value) {
    for (int i = Width - 1; i >= 0; --i) {
        to[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    return to + Width;
}

/// Takes pieces from the front of a text; once something is missing, `good` is false for ever.
struct Scanner {
    std::string_view rest;
    bool good = true;

    int digits(std::size_t count) {
        int value = 0;
        if (rest.size() < count) good = false;
        for (std::size_t i = 0; good && i < count; ++i) {
            good = rest[i] >= '0' && rest[i] <= '9';
            value = value * 10 + (rest[i] - '0');
        }
        if (good) rest.remove_prefix(count);
        return value;
    }
    bool next_is(char one, char other) {
        if (!good || rest.empty() || (rest[0] != one && rest[0] != other)) return false;
        rest.remove_prefix(1);
        return true;
    }
    void expect(char one, char other) { good = next_is(one, other); }
};

milliseconds scan_fraction(Scanner& scanner) {
    if (!scanner.next_is('.', '.')) return {};
    int value = scanner.digits(1) * 100;
    int scale = 10;
    while (scanner.good && !scanner.rest.empty() && scanner.rest[0] >= '0' && scanner.rest[0] <= '9') {
        value += scale * (scanner.rest[0] - '0');
        scale /= 10;
        scanner.rest.remove_prefix(1);
    }
    return milliseconds(value);
}

minutes scan_offset(Scanner& scanner) {
    if (scanner.next_is('Z', 'z')) return {};
    const bool west = scanner.next_is('-', '-');
    if (!west) scanner.expect('+', '+');
    const int offset_hours = scanner.digits(2);
    scanner.expect(':', ':');
    const int offset_minutes = scanner.digits(2);
    scanner.good = scanner.good && offset_hours < 24 && offset_minutes < 60;
    const minutes offset(offset_hours * 60 + offset_minutes);
    return west ? -offset : offset;
}

// Leap seconds are only ever added at the end of a month, in UTC.
bool may_be_leap_second(Timestamp second_before) {
    const auto next = floor<seconds>(second_before) + seconds(1);
    const auto day = floor<days>(next);
    return next == day && year_month_day(day).day() == std::chrono::day(1);
}

constexpr Timestamp earliest = sys_days(year(1970) / 1 / 1);
constexpr Timestamp end = sys_days(year(9999) / 12 / 31) + days(1);

}  // namespace

void append_rfc3339(std::string& out, Timestamp time) {
    const auto day = floor<days>(time);
    const year_month_day date(day);
    auto rest = static_cast<int>((time - day).count());
    assert(int(date.year()) >= 1 && int(date.year()) <= 9999);
    char text[24];
    char* to = write_digits<4>(text, int(date.year()));
    *to++ = '-';
    to = write_digits<2>(to, static_cast<int>(unsigned(date.month())));
    *to++ = '-';
    to = write_digits<2>(to, static_cast<int>(unsigned(date.day())));
    *to++ = 'T';
    to = write_digits<2>(to, rest / 3'600'000);
    *to++ = ':';
    to = write_digits<2>(to, rest / 60'000 % 60);
    *to++ = ':';
    to = write_digits<2>(to, rest / 1'000 % 60);
    if (rest % 1'000 != 0) {
        *to++ = '.';
        to = write_digits<3>(to, rest % 1'000);
    }
    *to++ = 'Z';
    out.append(text, to);
}

std::string to_rfc3339(Timestamp time) {
    std::string out;
    out.reserve(24);
    append_rfc3339(out, time);
    return out;
}

std::optional<Timestamp> from_rfc3339(std::string_view text) {
    Scanner scanner{text};
    const int year_number = scanner.digits(4);
    scanner.expect('-', '-');
    const int month_number = scanner.digits(2);
    scanner.expect('-', '-');
    const int day_number = scanner.digits(2);
    scanner.expect('T', 't');
    const int hour = scanner.digits(2);
    scanner.expect(':', ':');
    const int minute = scanner.digits(2);
    scanner.expect(':', ':');
    const int second = scanner.digits(2);
    const auto fraction = scan_fraction(scanner);
    const auto offset = scan_offset(scanner);
    if (!scanner.good || !scanner.rest.empty() || hour > 23 || minute > 59 || second > 60) return std::nullopt;

    const year_month_day date(year(year_number), month(static_cast<unsigned>(month_number)),
                              std::chrono::day(static_cast<unsigned>(day_number)));
    if (!date.ok()) return std::nullopt;
    const bool leap = second == 60;
    const Timestamp time =
        sys_days(date) + hours(hour) + minutes(minute) + seconds(leap ? 59 : second) + fraction - offset;
    if (time < earliest || time >= end || (leap && !may_be_leap_second(time))) return std::nullopt;
    return time;
}

}  // namespace boxoffice
