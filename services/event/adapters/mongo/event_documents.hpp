#pragma once

#include "platform/mongo/document.hpp"
#include "services/event/domain/event.hpp"

namespace boxoffice::event {

/// What is to be written over an event's texts once the inventory has version `v`: {v, set: {…}, unset: {…}}. It stands
/// in the inventory's document, as `pending`, from the write that decides it until it is carried out.
mongo::Document pending_texts(const Event& event, std::int64_t v);
/// The same for a removal.
mongo::Document pending_removal(std::int64_t v);

/// The event of a texts' document, with what its inventory says of it.
Event read_event(mongo::View texts, const Inventory& inventory);

}  // namespace boxoffice::event
