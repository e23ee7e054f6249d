"""What each kind of proposal offers for cells that fail: a package, so that its tests share `cases`."""
