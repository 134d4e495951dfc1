// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/metadata_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <algorithm>

#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr QSize kDialogSize(680, 560);
constexpr int kNameWidth = 280;  ///< px
/// Some files hold ten thousands of entries; what is open at first should fit the eye.
constexpr int kOpenedAtFirst = 60;

void addItems(QTreeWidgetItem& parent, const Metadata& entry) {
    for (const auto& child : entry.children) {
        auto* item = new QTreeWidgetItem(&parent, {text(child.name), text(child.value)});
        if (!child.value.empty()) item->setToolTip(1, text(child.value));
        addItems(*item, child);
    }
}

int countOf(const Metadata& entry) {
    int count = 0;
    for (const auto& child : entry.children) count += 1 + countOf(child);
    return count;
}

}  // namespace

MetadataPanel::MetadataPanel(QWidget* parent) : QWidget(parent), facts_(new QWidget), rows_(new QGridLayout(facts_)), none_(new QLabel), more_(new QPushButton(tr("All metadata…"))) {
    rows_->setContentsMargins(0, 0, 0, 0);
    rows_->setVerticalSpacing(4);
    rows_->setHorizontalSpacing(2 * look::kGrid);
    rows_->setColumnStretch(1, 1);
    none_->setWordWrap(true);
    look::makeQuiet(none_);
    more_->setToolTip(tr("Everything that the file says of this image, to look through and copy"));
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(look::kGrid);
    whole->addWidget(facts_);
    whole->addWidget(none_);
    whole->addWidget(more_, 0, Qt::AlignLeft);
    connect(more_, &QPushButton::clicked, this, &MetadataPanel::openAll);
    take({});
    none_->setText(QStringLiteral("–"));
}

void MetadataPanel::show(const std::optional<ImageRef>& image, bool again) {
    if (image == image_ && !again) return;
    image_ = image;
    background_.drop();
    if (!image) {
        take({});
        none_->setText(QStringLiteral("–"));
        return;
    }
    background_.start([this, ref = *image](const Background::Ticket& ticket) -> Background::Done {
        auto all = std::make_shared<Metadata>();
        try {
            if (!ticket.dropped()) *all = readMetadata(ref);
        } catch (const std::exception&) {  // The picture itself says what is wrong with the file.
        }
        return [this, all] { take(*all); };
    });
}

void MetadataPanel::take(const Metadata& all) {
    while (auto* item = rows_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    all_ = all;
    int row = 0;
    for (const auto& [name, value] : microscopeFacts(all)) {
        auto* label = new QLabel(text(name));
        look::makeQuiet(label);
        auto* words = new QLabel(text(value));
        words->setWordWrap(true);
        words->setTextInteractionFlags(Qt::TextSelectableByMouse);
        rows_->addWidget(label, row, 0, Qt::AlignTop);
        rows_->addWidget(words, row++, 1);
    }
    facts_->setVisible(row > 0);
    none_->setVisible(row == 0);
    none_->setText(all.children.empty() ? tr("The file does not say how the image was taken.") : tr("The file names neither instrument nor voltage."));
    more_->setVisible(!all.children.empty());
}

void MetadataPanel::openAll() {
    auto* dialog = new MetadataDialog(image_ ? text(image_->file.filename()) : QString(), all_, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

MetadataDialog::MetadataDialog(const QString& name, const Metadata& all, QWidget* parent) : QDialog(parent), tree_(new QTreeWidget), found_(new QLabel) {
    setWindowTitle(tr("Metadata of %1").arg(name));
    resize(kDialogSize);
    auto* search = new QLineEdit;
    search->setPlaceholderText(tr("Search names and values"));
    search->setClearButtonEnabled(true);
    search->setMinimumHeight(look::kControl);
    tree_->setHeaderLabels({tr("Name"), tr("Value")});
    tree_->setUniformRowHeights(true);
    tree_->setAlternatingRowColors(true);
    tree_->header()->resizeSection(0, kNameWidth);
    tree_->setTextElideMode(Qt::ElideRight);
    addItems(*tree_->invisibleRootItem(), all);
    if (countOf(all) <= kOpenedAtFirst) tree_->expandAll();
    else if (tree_->topLevelItemCount() == 1) tree_->topLevelItem(0)->setExpanded(true);
    look::makeQuiet(found_);
    found_->setText(tr("%n entries", nullptr, countOf(all)));
    auto* copy = new QPushButton(tr("Copy as text"));
    copy->setAutoDefault(false);
    auto* close = new QPushButton(tr("Close"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(found_);
    buttons->addStretch(1);
    buttons->addWidget(copy);
    buttons->addWidget(close);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(2 * look::kGrid, 2 * look::kGrid, 2 * look::kGrid, 2 * look::kGrid);
    whole->setSpacing(look::kGrid);
    whole->addWidget(search);
    whole->addWidget(tree_, 1);
    whole->addLayout(buttons);
    connect(search, &QLineEdit::textChanged, this, &MetadataDialog::filter);
    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(asText()); });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    search->setFocus();
}

void MetadataDialog::filter(const QString& words) {
    auto* root = tree_->invisibleRootItem();
    int shown = 0;
    for (int i = 0; i < root->childCount(); ++i) shown += filterItem(*root->child(i), words.trimmed(), false) ? 1 : 0;
    found_->setText(shown == 0 ? tr("Nothing of that name or value.") : QString());
}

/// An entry is shown with everything in it when it matches itself, and as the way to what matches in it.
bool MetadataDialog::filterItem(QTreeWidgetItem& item, const QString& words, bool shownAnyway) {
    const bool matches = words.isEmpty() || item.text(0).contains(words, Qt::CaseInsensitive) || item.text(1).contains(words, Qt::CaseInsensitive);
    bool inside = false;
    for (int i = 0; i < item.childCount(); ++i) inside = filterItem(*item.child(i), words, shownAnyway || matches) || inside;
    item.setHidden(!matches && !inside && !shownAnyway);
    if (inside && !words.isEmpty()) item.setExpanded(true);
    return matches || inside;
}

QString MetadataDialog::asText() const {
    QString lines;
    const std::function<void(const QTreeWidgetItem&, int)> add = [&](const QTreeWidgetItem& item, int depth) {
        if (item.isHidden()) return;
        lines += QString(2 * depth, QLatin1Char(' ')) + item.text(0);
        if (!item.text(1).isEmpty()) lines += QStringLiteral(": ") + item.text(1);
        lines += QLatin1Char('\n');
        for (int i = 0; i < item.childCount(); ++i) add(*item.child(i), depth + 1);
    };
    for (int i = 0; i < tree_->topLevelItemCount(); ++i) add(*tree_->topLevelItem(i), 0);
    return lines;
}

}  // namespace gano

#include "moc_metadata_panel.cpp"
