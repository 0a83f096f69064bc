//! What a client that `saponify-codegen` generated stands on.
