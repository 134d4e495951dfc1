// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/image_list_model.h"

#include <algorithm>
#include <numeric>

#include "ui/inspect/scoring.h"
#include "ui/style/words.h"

namespace gano {

ImageListModel::ImageListModel(QObject* parent) : QAbstractListModel(parent) {
    connect(&thumbnails_, &Thumbnails::ready, this, &ImageListModel::changed);
}

void ImageListModel::setEntries(Entries entries) {
    beginResetModel();
    thumbnails_.clear();
    entries_ = std::move(entries);
    facts_.assign(entries_->size(), {});
    scored_ = 0;
    order_ = sortedKeys();
    rows_ = order_;
    for (std::size_t row = 0; row < order_.size(); ++row) rows_[static_cast<std::size_t>(order_[row])] = static_cast<int>(row);
    endResetModel();
}

void ImageListModel::setState(int key, State state, const QString& reason) {
    auto& facts = facts_[static_cast<std::size_t>(key)];
    if (facts.state == state && facts.reason == reason) return;
    facts.state = state;
    facts.reason = reason;
    changed(key);
}

void ImageListModel::setWaiting(const std::vector<int>& keys) {
    for (const int key : keys)
        if (state(key) != State::Running) facts_[static_cast<std::size_t>(key)].state = State::Waiting;
    if (!facts_.empty()) Q_EMIT dataChanged(index(0), index(count() - 1));
}

void ImageListModel::setStates(const std::vector<State>& states) {
    for (std::size_t i = 0; i < facts_.size() && i < states.size(); ++i) facts_[i] = {states[i], {}, {}};
    scored_ = 0;
    if (!facts_.empty()) Q_EMIT dataChanged(index(0), index(count() - 1));
    sortAgain();
}

void ImageListModel::setScores(int key, const MetricList& scores) {
    auto& facts = facts_[static_cast<std::size_t>(key)];
    scored_ += (scores.empty() ? 0 : 1) - (facts.scores.empty() ? 0 : 1);
    facts.scores = scores;
    changed(key);
}

void ImageListModel::changed(int key) {
    if (key < 0 || key >= count()) return;
    const auto place = index(rowOf(key));
    Q_EMIT dataChanged(place, place);
}

void ImageListModel::setSorting(Sorting sorting) {
    sorting_ = sorting;
    sortAgain();
}

void ImageListModel::sortAgain() {
    auto order = sortedKeys();
    if (order == order_) return;
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const auto before = persistentIndexList();
    std::vector<int> keys;
    for (const auto& place : before) keys.push_back(keyAt(place.row()));
    order_ = std::move(order);
    for (std::size_t row = 0; row < order_.size(); ++row) rows_[static_cast<std::size_t>(order_[row])] = static_cast<int>(row);
    QModelIndexList after;
    for (const int key : keys) after.append(index(rowOf(key)));
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

std::vector<int> ImageListModel::sortedKeys() const {
    std::vector<int> keys(entries_->size());
    std::iota(keys.begin(), keys.end(), 0);
    if (sorting_ == Sorting::Name || scored_ == 0) return keys;  // The set comes in natural order.
    std::vector<std::optional<double>> score;
    score.reserve(facts_.size());
    for (const auto& facts : facts_) score.push_back(mainScore(facts.scores));
    const bool best = sorting_ == Sorting::BestFirst;
    std::stable_sort(keys.begin(), keys.end(), [&](int a, int b) {
        const auto &x = score[static_cast<std::size_t>(a)], &y = score[static_cast<std::size_t>(b)];
        if (x.has_value() != y.has_value()) return x.has_value();  // Those without a score at the end.
        if (!x || *x == *y) return false;
        return best ? *x > *y : *x < *y;
    });
    return keys;
}

int ImageListModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : count(); }

QString ImageListModel::nameOf(const InspectEntry& entry) const {
    auto name = text(entry.image.file.filename());
    if (!entry.image.part.empty() && !entry.onlyPart) name += QStringLiteral(" · ") + text(entry.image.part);
    if (entry.ownFrame && entry.image.frame > 0) name += tr(" · frame %1").arg(entry.image.frame + 1);
    return name;
}

QString ImageListModel::toolTipOf(int key) const {
    const auto& one = entry(key);
    QStringList lines{text(one.image.file)};
    if (one.truth) lines << tr("Truth: %1").arg(text(one.truth->file.filename()));
    for (const auto& [metric, value] : scores(key)) lines << QStringLiteral("%1 %2").arg(metricName(metric), metricText(metric, value));
    const auto& reason = facts_[static_cast<std::size_t>(key)].reason;
    if (!reason.isEmpty()) lines << reason;
    if (thumbnails_.failed(key)) lines << tr("This image cannot be read.");
    return lines.join(QLatin1Char('\n'));
}

QVariant ImageListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= count()) return {};
    const int key = keyAt(index.row());
    const auto& facts = facts_[static_cast<std::size_t>(key)];
    switch (role) {
        case Qt::DisplayRole: return nameOf(entry(key));
        case Qt::DecorationRole: return thumbnails_.picture(key, entry(key).image);
        case Qt::ToolTipRole: return toolTipOf(key);
        case StateRole: return static_cast<int>(facts.state);
        case PartRole: return text(entry(key).part);
        case UnreadableRole: return thumbnails_.failed(key);
        case KeyRole: return key;
        case ReasonRole: return facts.reason;
        case ScoreRole: {
            const auto score = mainScore(facts.scores);
            return score ? QVariant(*score) : QVariant();
        }
        case Qt::AccessibleTextRole: {
            const auto score = mainScore(facts.scores);
            return score ? tr("%1, score %2").arg(nameOf(entry(key)), numberText(*score)) : nameOf(entry(key));
        }
        default: return {};
    }
}

}  // namespace gano

#include "moc_image_list_model.cpp"
