#include "services/booking/domain/booking.hpp"

#include <cassert>
#include <numeric>

namespace boxoffice::booking {

std::int64_t Booking::tickets() const {
    return std::accumulate(lines.begin(), lines.end(), std::int64_t{0},
                           [](auto sum, const Line& line) { return sum + line.quantity; });
}

std::int64_t Booking::amount() const {
    return std::accumulate(lines.begin(), lines.end(), std::int64_t{0},
                           [](auto sum, const Line& line) { return sum + line.quantity * line.unit_price; });
}

std::int64_t Booking::refunded() const {
    return std::accumulate(refunds.begin(), refunds.end(), std::int64_t{0},
                           [](auto sum, const Refund& refund) { return sum + refund.amount; });
}

const Charge& Booking::charge(int no) const {
    for (const auto& charge : charges)
        if (charge.no == no) return charge;
    assert(false && "a line or a refund names a charge that is there");
    return charges.front();
}

Charge& Booking::charge(int no) { return const_cast<Charge&>(std::as_const(*this).charge(no)); }

}  // namespace boxoffice::booking
