// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QWidget>
#include <optional>

#include "core/formats/metadata.h"
#include "ui/view/background.h"

class QGridLayout;
class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace gano {

/// How the image was taken, as far as its file says: instrument, voltage, magnification, date; and a button for all the rest.
class MetadataPanel : public QWidget {
    Q_OBJECT
public:
    explicit MetadataPanel(QWidget* parent = nullptr);
    /// Nothing: no image is looked at. Reads away from the interface thread; the same image again only if `again`.
    void show(const std::optional<ImageRef>& image, bool again = false);

private:
    void take(const Metadata& all);
    void openAll();

    std::optional<ImageRef> image_;
    Metadata all_;
    QWidget* facts_;
    QGridLayout* rows_;
    QLabel* none_;
    QPushButton* more_;
    Background background_{1};
};

/// The whole tree, with a field to search it.
class MetadataDialog : public QDialog {
    Q_OBJECT
public:
    MetadataDialog(const QString& name, const Metadata& all, QWidget* parent = nullptr);

private:
    void filter(const QString& words);
    bool filterItem(QTreeWidgetItem& item, const QString& words, bool shownAnyway);
    QString asText() const;

    QTreeWidget* tree_;
    QLabel* found_;
};

}  // namespace gano
