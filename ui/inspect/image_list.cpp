// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/image_list.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/inspect/image_delegate.h"
#include "ui/inspect/image_list_model.h"
#include "ui/style/look.h"

namespace gano {

ImageList::ImageList(ImageListModel& model, QWidget* parent) : QWidget(parent), model_(model) {
    view_ = new QListView;
    view_->setModel(&model_);
    view_->setItemDelegate(new ImageDelegate(view_));
    view_->setUniformItemSizes(true);
    view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setMouseTracking(true);
    view_->setStyleSheet(QStringLiteral("QListView { border: none; border-radius: 0; }"));
    view_->setAccessibleName(tr("Images"));
    sorting_ = new QComboBox;
    sorting_->addItems({tr("By name"), tr("Best first"), tr("Worst first")});
    sorting_->setAccessibleName(tr("Order of the images"));
    sorting_->setToolTip(tr("Scores need a truth and a prediction."));
    count_ = new QLabel;
    look::makeQuiet(count_);

    auto* head = new QHBoxLayout;
    head->setContentsMargins(look::kGrid, 0, look::kGrid, 0);
    head->addWidget(count_, 1);
    head->addWidget(sorting_);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, look::kGrid, 0, 0);
    whole->setSpacing(look::kGrid);
    whole->addLayout(head);
    whole->addWidget(view_, 1);

    connect(sorting_, &QComboBox::currentIndexChanged, this, &ImageList::sort);
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] { Q_EMIT currentChanged(current()); });
    connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ImageList::selectionChanged);
    connect(&model_, &QAbstractItemModel::modelReset, this, &ImageList::updateCounts);
    updateCounts();
}

int ImageList::current() const {
    const auto index = view_->currentIndex();
    return index.isValid() ? model_.keyAt(index.row()) : -1;
}

void ImageList::setCurrent(int key) {
    if (key < 0 || key >= model_.count()) return;
    const auto index = model_.index(model_.rowOf(key));
    view_->setCurrentIndex(index);
    view_->scrollTo(index);
}

void ImageList::step(int by) {
    if (model_.count() == 0) return;
    const auto index = view_->currentIndex();
    const int row = index.isValid() ? std::clamp(index.row() + by, 0, model_.count() - 1) : 0;
    setCurrent(model_.keyAt(row));
}

std::vector<int> ImageList::selected() const {
    std::vector<int> rows;
    for (const auto& index : view_->selectionModel()->selectedIndexes()) rows.push_back(index.row());
    std::sort(rows.begin(), rows.end());
    std::vector<int> keys;
    for (const int row : rows) keys.push_back(model_.keyAt(row));
    return keys;
}

int ImageList::selectedCount() const {
    int count = 0;
    for (const auto& range : view_->selectionModel()->selection()) count += range.height();
    return count;
}

void ImageList::takeFocus() { view_->setFocus(); }

void ImageList::updateCounts() {
    const auto images = QLocale().toString(model_.count());
    count_->setText(model_.count() == 1 ? tr("1 image") : tr("%1 images").arg(images));
    sorting_->setEnabled(model_.scored() > 0 || model_.sorting() != ImageListModel::Sorting::Name);
}

void ImageList::sort() {
    model_.setSorting(static_cast<ImageListModel::Sorting>(sorting_->currentIndex()));
    if (view_->currentIndex().isValid()) view_->scrollTo(view_->currentIndex());
}

}  // namespace gano

#include "moc_image_list.cpp"
