#include "apps/boxoffice/adapters/messages.hpp"
#include "apps/boxoffice/commands/books.hpp"
#include "apps/boxoffice/commands/commands.hpp"
#include "apps/boxoffice/commands/first_few.hpp"
#include "apps/boxoffice/deployment.hpp"
#include "platform/amqp/connection.hpp"
#include "platform/async/run.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include <functional>
#include <iostream>

namespace boxoffice::commands {

namespace {

/// Prints what was checked, one line a check.
class Findings {
public:
    void add(bool good, const std::string& what) {
        std::cout << (good ? "ok      " : "BROKEN  ") << what << std::endl;
        broken_ = broken_ || !good;
    }
    void note(const std::string& what) { std::cout << "        " << what << std::endl; }
    /// Good when `check` throws nothing.
    void attempt(const std::string& what, const std::function<void()>& check) {
        try {
            check();
            add(true, what);
        } catch (const std::exception& fault) {
            add(false, what + ": " + fault.what());
        }
    }
    int exit_code() const { return broken_ ? 1 : 0; }

private:
    bool broken_ = false;
};

void check_engines(const Configuration& configuration, Findings& findings) {
    const auto& engines = configuration.engines;
    Loop loop(1);
    if (!engines.postgres_url.empty())
        findings.attempt("PostgreSQL answers", [&] {
            postgres::Pool pool(loop, engines.postgres_url.reveal(), postgres::Options{});
            run(loop, pool.ping());
        });
    if (!engines.mongodb_uri.empty())
        findings.attempt("MongoDB answers", [&] {
            mongo::Client client(loop, engines.mongodb_uri, mongo::ClientOptions{.threads = 1});
            run(loop, client.ping());
        });
    if (!engines.amqp_url.empty())
        findings.attempt("RabbitMQ answers", [&] {
            const auto address = adapters::broker_address(configuration);
            amqp::Connection(address, {.name = "doctor"}).ping();
        });
}

void check_running(const Configuration& configuration, const RunningProgram& running, Findings& findings) {
    for (const auto service : all_services) {
        if (!running.runs(service)) {
            if (!running.is_empty() || names_engines(configuration))
                findings.note("the " + name_of(service) + " service does not run");
            continue;
        }
        for (const auto& instance : running.instances(service)) {
            const auto reply = running.ask(instance, "GET", "/readyz");
            const bool ready = reply.status == 200;
            const auto why = ready ? "" : ": " + std::string(reply.body.at("detail").as_string());
            findings.add(ready, fmt::format("{} service at {} is ready{}", name_of(service), instance, why));
        }
    }
}

void check_books(const Books::Comparison& books, Findings& findings) {
    findings.add(books.wrong_events.empty(),
                 std::to_string(books.tickets) + " tickets of " + std::to_string(books.confirmed) +
                     " confirmed bookings are sold, and no others" + first_few(books.wrong_events));
    findings.add(books.wrong_money.empty(),
                 "money captured less refunded is what confirmed bookings cost" + first_few(books.wrong_money));
    for (const auto& [currency, amount] : books.owed)
        findings.note(currency + " " + std::to_string(amount) + " (minor units)");
    findings.add(books.untold.empty(), "every confirmed booking has a notification" + first_few(books.untold));
    findings.note(std::to_string(books.under_way) + " bookings are under way");
    if (books.busy_events > 0)
        findings.note(std::to_string(books.busy_events) + " events are sold too quickly to be compared");
}

void check_conservation(ServicesAtHand& services, Findings& findings) {
    const auto before = services.get(Service::event, "/internal/conservation");
    const auto count = [&](const char* name) { return std::to_string(before.at(name).to_number<std::int64_t>()); };
    const auto& imbalances = before.at("imbalances").as_array();
    findings.add(imbalances.empty(), count("inventories") + " inventories: " + count("capacity") +
                                         " tickets, of which " + count("held") + " are held and " + count("sold") +
                                         " sold; pools and registers agree" +
                                         (imbalances.empty() ? "" : ": " + boost::json::serialize(imbalances)));
    const auto books = Books(services).compare();
    check_books(books, findings);
    // Also what no booking has: comparable as long as nothing is sold meanwhile.
    const auto after = services.get(Service::event, "/internal/conservation");
    const auto sold = after.at("sold").to_number<std::int64_t>();
    if (before.at("sold") == after.at("sold") && books.under_way == 0 && books.wrong_events.empty())
        findings.add(sold == books.tickets, std::to_string(sold) + " tickets are sold in all");
}

}  // namespace

int doctor(const Configuration& configuration) {
    Findings findings;
    findings.add(true, "configuration");
    check_engines(configuration, findings);
    // What is added up over engines that are away would say nothing.
    if (findings.exit_code() != 0) return findings.exit_code();
    findings.attempt("stores", [&] {
        ServicesAtHand services(configuration, all_services);
        check_running(configuration, services.running(), findings);
        check_conservation(services, findings);
    });
    return findings.exit_code();
}

}  // namespace boxoffice::commands
