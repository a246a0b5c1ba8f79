UPDATE prices SET cents = cents / 2;
