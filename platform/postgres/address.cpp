#include "platform/postgres/address.hpp"

#include <libpq-fe.h>
#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <charconv>
#include <memory>
#include <stdexcept>

namespace boxoffice::postgres {

namespace {

std::vector<std::string> split(const std::string& list) {
    std::vector<std::string> items{""};
    for (const char character : list) {
        if (character == ',')
            items.emplace_back();
        else
            items.back() += character;
    }
    return items;
}

/// One port holds for all hosts, else there is one for each.
const std::string& item(const std::vector<std::string>& items, std::size_t index) {
    return items.size() == 1 ? items.front() : items.at(index);
}

std::string value(const std::map<std::string, std::string>& keywords, const std::string& keyword) {
    const auto found = keywords.find(keyword);
    return found == keywords.end() ? "" : found->second;
}

/// Empty is libpq's default. libpq itself would complain only when it connects.
bool is_port(const std::string& text) {
    int port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return text.empty() || (error == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535);
}

}  // namespace

Address Address::parse(const std::string& url) {
    char* said = nullptr;
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(PQconninfoParse(url.c_str(), &said),
                                                                                 PQconninfoFree);
    PQfreemem(said);
    Address address;
    for (const auto* option = options.get(); option && option->keyword; ++option)
        if (option->val) address.keywords[option->keyword] = option->val;
    const auto names = split(value(address.keywords, "host")).size();
    const auto ports = split(value(address.keywords, "port"));
    if (!options || address.keywords.empty() || (ports.size() != 1 && ports.size() != names) ||
        !std::ranges::all_of(ports, is_port))
        throw std::invalid_argument(
            "not the address of a PostgreSQL database, as postgresql://user:password@host:5432/database");
    return address;
}

std::vector<Address::Host> Address::hosts() const {
    const auto names = split(value(keywords, "host"));
    const auto addresses = split(value(keywords, "hostaddr"));
    const auto ports = split(value(keywords, "port"));
    std::vector<Host> hosts;
    for (std::size_t i = 0; i < std::max(names.size(), addresses.size()); ++i)
        hosts.push_back({item(names, i), i < addresses.size() ? addresses[i] : "", item(ports, i)});
    return hosts;
}

bool Address::Host::needs_resolving() const {
    if (!address.empty() || name.empty() || name.starts_with('/') || name.starts_with('@')) return false;
    boost::system::error_code not_numeric;
    boost::asio::ip::make_address(name, not_numeric);
    return static_cast<bool>(not_numeric);
}

std::string Address::text() const {
    std::string text;
    for (const auto& host : hosts()) {
        if (!text.empty()) text += ',';
        text += host.name.empty() ? host.address : host.name;
        if (!host.port.empty()) text += ':' + host.port;
    }
    return text + '/' + value(keywords, "dbname");
}

std::map<std::string, std::string> keywords_of(const std::vector<Address::Host>& hosts) {
    std::map<std::string, std::string> keywords{{"host", ""}, {"hostaddr", ""}, {"port", ""}};
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        const std::string comma = i == 0 ? "" : ",";
        keywords["host"] += comma + hosts[i].name;
        keywords["hostaddr"] += comma + hosts[i].address;
        keywords["port"] += comma + hosts[i].port;
    }
    return keywords;
}

}  // namespace boxoffice::postgres
