using MlOps.Codegen.Batch.Runs;

namespace MlOps.Codegen.Batch.Tests;

public class BatchSizeTests
{
    [Fact]
    public void A_batch_becomes_as_large_as_takes_a_second()
    {
        var size = new BatchSize(null);
        Assert.Equal(10_000, size.Rows);
        size.Learn(0.001);
        Assert.Equal(40_000, size.Rows);
        size.Learn(0.5);
        Assert.Equal(80_000, size.Rows);
        size.Learn(4);
        Assert.Equal(20_000, size.Rows);
        size.Learn(500);
        Assert.Equal(1_000, size.Rows);
    }

    [Fact]
    public void What_was_asked_for_stays()
    {
        var size = new BatchSize(77);
        size.Learn(100);
        Assert.Equal(77, size.Rows);
    }
}
