"""Page furniture shared by every screen: formats, icons, forms, menu, charts. No table."""
