package dev.talaria.memory.honcho;

import dev.talaria.memory.MemoryCatalog;
import dev.talaria.memory.MemoryCatalogContract;
import dev.talaria.store.Write;
import java.io.IOException;

class HonchoMemoryTest extends MemoryCatalogContract {
    private HonchoFixture fixture;

    @Override
    protected void prepare() {
        fixture = new HonchoFixture();
    }

    @Override
    protected void finish() throws IOException {
        fixture.close();
    }

    @Override
    protected MemoryCatalog open() {
        return fixture.memory();
    }

    @Override
    protected void commit(Write write) {
        fixture.commit(write);
    }

    @Override
    protected boolean erasesParts() {
        return false;
    }

    @Override
    protected boolean leavesOutWhatDoesNotFit() {
        return false;
    }
}
