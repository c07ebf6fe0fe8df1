using System.Text;
using MlOps.Runtime.Text;

namespace MlOps.Runtime.Tests;

public class SimpleCaseMappingTests
{
    [Fact]
    public void Every_character_is_mapped_as_dotnet_maps_it_without_the_machines_cultures()
    {
        // Test projects run in invariant mode, in which .NET uses tables of its own.
        IEnumerable<string> characters = Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(code => new Rune(code).ToString());
        Assert.All(characters, character =>
        {
            Assert.Equal(character.ToLowerInvariant(), SimpleCaseMapping.ToLower(character));
            Assert.Equal(character.ToUpperInvariant(), SimpleCaseMapping.ToUpper(character));
        });
    }

    [Theory]
    [InlineData("Straße ÀÉ ΑΣ", "straße àé ασ", "STRAßE ÀÉ ΑΣ")]
    [InlineData("x𐐀y", "x𐐨y", "X𐐀Y")]
    [InlineData("\uD801", "\uD801", "\uD801")]
    [InlineData("", "", "")]
    public void Texts_keep_their_length(string text, string lower, string upper)
    {
        Assert.Equal(lower, SimpleCaseMapping.ToLower(text));
        Assert.Equal(upper, SimpleCaseMapping.ToUpper(text));
    }
}
